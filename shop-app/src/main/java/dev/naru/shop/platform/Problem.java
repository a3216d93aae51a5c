package dev.naru.shop.platform;

/** An error for machine callers (RFC 9457), sent as {@code application/problem+json}. */
public record Problem(String type, String title, int status, String detail, String instance, String requestId) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static Problem of(Reason reason, int status, String title, String detail, RequestInfo request) {
        return new Problem(
                "https://naru.dev/problems/" + reason.slug(),
                title,
                status,
                detail,
                request.path(),
                request.requestId());
    }
}
