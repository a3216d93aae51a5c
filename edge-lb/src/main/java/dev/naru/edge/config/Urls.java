package dev.naru.edge.config;

import java.net.URI;
import java.net.URISyntaxException;

/** URLs that the edge itself calls. */
final class Urls {
    private Urls() {}

    /** @throws IllegalArgumentException when it is not http or https, has no host, or has a user or a fragment */
    static URI http(String text) {
        try {
            URI uri = new URI(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getFragment() == null && uri.getUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw Texts.expected("an http or https URL (" + e.getReason() + ")", text);
        }
        throw Texts.expected("an http or https URL without user and fragment", text);
    }
}
