package dev.naru.origin.jobs;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * {@code /operations/jobs}: the operators' page. It is the same three files for everybody and holds no data: what it shows it asks of {@code /cron}
 * with the operator's token, which the browser keeps for the tab. So {@code api.} still reads no cookie, and another site's form cannot press a button.
 */
@Path("/operations")
@PermitAll
class OperationsPage {

    /** Nothing but its own script, style and calls; no frame, no form that leaves. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.of(
            "jobs", "text/html;charset=utf-8",
            "jobs.css", "text/css;charset=utf-8",
            "jobs.js", "text/javascript;charset=utf-8");

    private final Map<String, byte[]> files =
            Map.of("jobs", read("jobs.html"), "jobs.css", read("jobs.css"), "jobs.js", read("jobs.js"));

    @GET
    @Path("/{file: jobs(\\.css|\\.js)?}")
    @Produces("*/*")
    @Operation(hidden = true)
    public Response file(@PathParam("file") String file) {
        return Response.ok(files.get(file))
                .header(HttpHeaders.CONTENT_TYPE, TYPES.get(file))
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .build();
    }

    private static byte[] read(String name) {
        try (InputStream in = OperationsPage.class.getResourceAsStream("/operations/" + name)) {
            if (in == null) {
                throw new IllegalStateException("operations/" + name + " is not in the application");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
