package dev.naru.origin.platform;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller reads as application/problem+json (RFC 9457). Throw it anywhere below a resource: an open
 * transaction is rolled back, so a problem never leaves a half-done change behind.
 */
public final class Problem extends RuntimeException {

    private final int status;
    private final String slug;
    private final String title;
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private int retryAfterS;

    /**
     * @param status HTTP status, 400 to 599
     * @param slug the last segment of the type URI: stable, what a machine switches on
     * @param title short, the same for every occurrence
     * @param detail what is wrong here and the remedy; never a secret, never a stack trace
     */
    public Problem(int status, String slug, String title, String detail) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    public static Problem badRequest(String slug, String detail) {
        return new Problem(400, slug, "Bad request", detail);
    }

    public static Problem unauthorized(String slug, String detail) {
        return new Problem(401, slug, "Unauthorized", detail);
    }

    public static Problem notFound(String detail) {
        return new Problem(404, "not-found", "Not found", detail);
    }

    public static Problem conflict(String slug, String title, String detail) {
        return new Problem(409, slug, title, detail);
    }

    public static Problem unprocessable(String slug, String detail) {
        return new Problem(422, slug, "Unprocessable content", detail);
    }

    /** A refusal that a later try may not meet: 503 with Retry-After. */
    public static Problem unavailable(String slug, String detail, int retryAfterS, @Nullable Throwable cause) {
        Problem problem = new Problem(503, slug, "Service unavailable", detail).retryAfter(retryAfterS);
        if (cause != null) {
            problem.initCause(cause);
        }
        return problem;
    }

    /** Adds a field of this problem's own (RFC 9457 section 3.2). */
    public Problem with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    public Problem retryAfter(int seconds) {
        retryAfterS = seconds;
        return this;
    }

    public int status() {
        return status;
    }

    public String slug() {
        return slug;
    }

    public String title() {
        return title;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Seconds for Retry-After; 0: no such header. */
    public int retryAfterS() {
        return retryAfterS;
    }
}
