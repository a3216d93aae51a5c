package dev.naru.edge.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the users of a route with one group or one server of its upstream.
 *
 * @param by what tells a user: {@code COOKIE}, {@code ADDRESS} or {@code HEADER}; default cookie
 * @param name of the cookie, default {@code LBSESSIONID}; or of the header, in lower case; empty by address
 * @param to default group
 * @param cookie attributes of the cookie; null unless by cookie
 */
public record AffinityConfig(
        By by, String name, To to, @Nullable Cookie cookie) {
    /** What tells a user. */
    public enum By {
        COOKIE,
        ADDRESS,
        HEADER
    }

    /** What a user stays with. */
    public enum To {
        GROUP,
        SERVER
    }

    /** RFC 6265bis §5.6.7; browsers take {@code NONE} over HTTPS only. */
    public enum SameSite {
        LAX,
        STRICT,
        NONE
    }

    /**
     * The cookie that the edge sets.
     *
     * @param keyFile HMAC keys, see {@link HmacKeys}
     * @param path the paths it is sent for, default {@code /}
     * @param maxAgeS seconds until the browser drops it, 0..31,536,000; 0, the default, is the end of the browser's session
     */
    public record Cookie(Path keyFile, String path, int maxAgeS, SameSite sameSite) {}
}
