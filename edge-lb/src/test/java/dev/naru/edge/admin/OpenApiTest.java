package dev.naru.edge.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI file tells what is really registered, and who may call it. */
class OpenApiTest {
    @Test
    void namesWhatIsServed(@TempDir Path folder) throws Exception {
        Edge nobody = (Edge) Proxy.newProxyInstance(
                Edge.class.getClassLoader(), new Class<?>[] {Edge.class}, (self, method, arguments) -> null);
        Access access = Access.read(Files.writeString(folder.resolve("token"), "t"), () -> 0);
        TreeSet<String> served = new TreeSet<>();
        for (Endpoint endpoint : AdminServer.endpoints(nobody, access)) {
            served.add(endpoint.method() + " " + endpoint.path() + (endpoint.open() ? " (open)" : ""));
        }
        TreeSet<String> told = new TreeSet<>();
        Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(OpenApiResource.text());
        ((Map<?, ?>) file.get("paths")).forEach((path, methods) -> ((Map<?, ?>) methods)
                .forEach((method, operation) -> told.add(method.toString().toUpperCase(Locale.ROOT) + " " + path
                        + (((Map<?, ?>) operation).containsKey("security") ? " (open)" : ""))));
        assertEquals(String.join("\n", served), String.join("\n", told));
    }
}
