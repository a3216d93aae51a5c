package dev.naru.shop.page;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where to go after login: only to a path of this shop, so that no link can send a buyer elsewhere with it. */
final class LocalPath {
    private static final int MAX_LENGTH = 512;

    private LocalPath() {}

    /** The path and query if they are local, else {@code /}. */
    static String orHome(@Nullable String next) {
        if (next == null || next.length() > MAX_LENGTH || !next.startsWith("/") || next.startsWith("//")) {
            return "/";
        }
        boolean plain = next.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\');
        try {
            URI uri = new URI(next);
            return plain && !uri.isAbsolute() && uri.getRawAuthority() == null ? next : "/";
        } catch (URISyntaxException e) {
            return "/";
        }
    }
}
