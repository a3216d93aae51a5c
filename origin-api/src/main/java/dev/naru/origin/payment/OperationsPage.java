package dev.naru.origin.payment;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * The operator's view of {@link OperationsResource}. The page holds nothing secret: it asks for the token, keeps it for the tab only, and reads the
 * data with it, since {@code api.} knows no cookies.
 */
@Path("/operations")
@RunOnVirtualThread
class OperationsPage {

    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'none';"
                    + " base-uri 'none'; frame-ancestors 'none'";

    @GET
    @Produces(MediaType.TEXT_HTML)
    public Response page() {
        return file("page.html", "text/html;charset=utf-8");
    }

    @GET
    @Path("page.js")
    @Produces("text/javascript")
    public Response script() {
        return file("page.js", "text/javascript;charset=utf-8");
    }

    @GET
    @Path("page.css")
    @Produces("text/css")
    public Response style() {
        return file("page.css", "text/css;charset=utf-8");
    }

    private static Response file(String name, String type) {
        try (InputStream in = OperationsPage.class.getResourceAsStream("/operations/" + name)) {
            return Response.ok(Objects.requireNonNull(in, name).readAllBytes(), type)
                    .header("Content-Security-Policy", POLICY)
                    .header("Referrer-Policy", "no-referrer")
                    .header("X-Content-Type-Options", "nosniff")
                    .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
