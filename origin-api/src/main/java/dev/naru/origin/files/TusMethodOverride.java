package dev.naru.origin.files;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** {@code X-HTTP-Method-Override}, which tus asks a server to heed: some networks let nothing but GET and POST pass. Under its path only. */
class TusMethodOverride {

    private static final Set<String> METHODS = Set.of("PATCH", "DELETE", "HEAD");

    @ServerRequestFilter(preMatching = true)
    void override(ContainerRequestContext request) {
        String method = request.getHeaderString("X-HTTP-Method-Override");
        if (method != null
                && METHODS.contains(method)
                && request.getMethod().equals("POST")
                && request.getUriInfo().getPath().startsWith("/files/uploads/")) {
            request.setMethod(method);
        }
    }
}
