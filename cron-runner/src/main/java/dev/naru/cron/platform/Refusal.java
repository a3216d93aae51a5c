package dev.naru.cron.platform;

/** A request that is turned down: nothing has changed, and the text names what is wrong and the remedy. */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String slug;
    private final String title;

    /** Answers {@code status} with the problem type {@code https://naru.dev/problems/<slug>}. */
    public Refusal(int status, String slug, String title, String detail) {
        super(detail);
        this.status = status;
        this.slug = slug;
        this.title = title;
    }

    /** The commonest: 400, {@code bad-request}. */
    public static Refusal badRequest(String detail) {
        return new Refusal(400, "bad-request", "Bad request", detail);
    }

    int status() {
        return status;
    }

    String slug() {
        return slug;
    }

    String title() {
        return title;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
