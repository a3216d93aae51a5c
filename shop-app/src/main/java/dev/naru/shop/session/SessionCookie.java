package dev.naru.shop.session;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.RequestInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The only thing the browser holds: 256 random bits.
 *
 * <p>The cookie is set when a session begins and never again while it lives. A refresh on later answers could overtake the
 * answer to a login or logout and put the old id back.
 */
@ApplicationScoped
class SessionCookie {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int ID_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final RequestInfo request;
    private final NaruConfig config;

    SessionCookie(RequestInfo request, NaruConfig config) {
        this.request = request;
        this.config = config;
    }

    String newId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    Optional<String> read() {
        return Optional.ofNullable(request.cookie(name()))
                .filter(id -> ID.matcher(id).matches());
    }

    void write(String id) {
        request.setCookie(name(), id, config.session().maxAge());
    }

    void clear() {
        request.setCookie(name(), "", Duration.ZERO);
    }

    /** The prefix makes browsers refuse the cookie from a plain-HTTP page (RFC 6265bis, section 4.1.3). */
    private String name() {
        return request.isSecure() ? "__Secure-SID" : "SID";
    }
}
