package dev.naru.origin.platform;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses bodies over 64 KiB with 413, by Content-Length or while reading; {@link LargeBody} methods set their own. */
class BodyLimit {

    static final int MAX_BODY_BYTES = 64 * 1024;

    @ServerRequestFilter
    void limit(ContainerRequestContext request, ResourceInfo resource) {
        if (resource.getResourceMethod() != null && resource.getResourceMethod().isAnnotationPresent(LargeBody.class)) {
            return;
        }
        if (declared(request.getHeaderString(HttpHeaders.CONTENT_LENGTH)) > MAX_BODY_BYTES) {
            throw tooLarge();
        }
        if (request.hasEntity()) {
            request.setEntityStream(new Limited(request.getEntityStream()));
        }
    }

    private static long declared(@Nullable String length) {
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw Problem.badRequest("invalid-content-length", "Content-Length must be a number of bytes.");
        }
    }

    private static Problem tooLarge() {
        return new Problem(
                413, "body-too-large", "Content too large", "The body is over " + MAX_BODY_BYTES + " bytes.");
    }

    private static final class Limited extends FilterInputStream {
        private long left = MAX_BODY_BYTES;

        Limited(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int bytes) {
            left -= bytes;
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
