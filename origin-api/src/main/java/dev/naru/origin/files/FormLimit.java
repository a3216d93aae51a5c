package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a form before its body is read, unless it says that it is small: the HTTP layer's own limit is that of the largest stream. */
class FormLimit {

    /** Boundaries, part headers and the other fields. */
    private static final long OVERHEAD_BYTES = 64 * 1024;

    private final FilesConfig config;

    FormLimit(FilesConfig config) {
        this.config = config;
    }

    @ServerRequestFilter
    void limit(ContainerRequestContext request, ResourceInfo resource) {
        if (resource.getResourceClass() != FormResource.class) {
            return;
        }
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            throw new Problem(411, "length-required", "Length required", "Send the form with a Content-Length.");
        }
        if (Long.parseLong(length) > config.formMaxBytes() + OVERHEAD_BYTES) {
            throw new Problem(
                            413,
                            "file-too-large",
                            "Content too large",
                            "A photo in a form has at most " + config.formMaxBytes() + " bytes.")
                    .with("maxBytes", config.formMaxBytes());
        }
    }
}
