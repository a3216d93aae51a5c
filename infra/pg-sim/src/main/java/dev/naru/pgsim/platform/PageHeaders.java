package dev.naru.pgsim.platform;

import jakarta.ws.rs.core.Response;

/** Headers of every HTML page: no script runs, no frame holds it, nothing is stored. */
public final class PageHeaders {
    private PageHeaders() {}

    /** {@link #safe} for the one page that has a script of this server: it posts its own form. */
    public static Response.ResponseBuilder posting(Response.ResponseBuilder answer, String formTargets) {
        return safe(answer, formTargets)
                .header("Content-Security-Policy", null)
                .header("Content-Security-Policy", policy("script-src 'self'; ", formTargets));
    }

    /**
     * Adds them.
     *
     * @param formTargets origins beside this one that a form may lead to, separated by spaces: Chromium applies
     *     {@code form-action} to the redirects after a form too
     */
    public static Response.ResponseBuilder safe(Response.ResponseBuilder answer, String formTargets) {
        return answer.header("Content-Security-Policy", policy("", formTargets))
                .header("Cache-Control", "no-store")
                .header("X-Robots-Tag", "noindex");
    }

    private static String policy(String scripts, String formTargets) {
        return "default-src 'none'; " + scripts
                + "style-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'; "
                + ("form-action 'self' " + formTargets).strip();
    }
}
