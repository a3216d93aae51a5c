package dev.naru.edge.config;

/**
 * Changes to header fields.
 *
 * @param request on its way to the upstream
 * @param response on its way to the client, the edge's own answers included
 */
public record HeadersConfig(HeaderEdits request, HeaderEdits response) {
    /** Leaves both as they are. */
    public static final HeadersConfig NONE = new HeadersConfig(HeaderEdits.NONE, HeaderEdits.NONE);
}
