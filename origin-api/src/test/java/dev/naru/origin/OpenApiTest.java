package dev.naru.origin;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Consumers read openapi.yaml, so it must be what is served. {@code -Dopenapi.update=true} writes it anew. */
@QuarkusTest
@WithTestResource(TestEnvironment.class)
class OpenApiTest {

    private static final Path COMMITTED = Path.of("openapi.yaml");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES));

    @Test
    void theCommittedDescriptionIsWhatIsServed() throws IOException {
        JsonNode served = new ObjectMapper()
                .readTree(given().get("/q/openapi?format=json").asByteArray());
        String text = YAML.writeValueAsString(served);
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(COMMITTED, text);
        }
        // As trees: the order of fields means nothing. The texts are compared only to show what differs.
        if (!YAML.readTree(text).equals(YAML.readTree(COMMITTED.toFile()))) {
            assertEquals(Files.readString(COMMITTED), text);
        }
    }
}
