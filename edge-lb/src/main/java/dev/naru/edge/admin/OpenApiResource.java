package dev.naru.edge.admin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The description of the API itself. */
final class OpenApiResource {
    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(
                "GET", "/api/openapi.yaml", call -> new Reply(200, "application/yaml; charset=utf-8", text())));
    }

    static String text() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpenApiResource.class.getResourceAsStream("openapi.yaml"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
