package dev.naru.shop.auth;

import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import io.quarkus.elytron.security.common.BcryptUtil;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Bcrypt, for a bounded number of logins at a time: each costs tens of milliseconds of a core. */
@ApplicationScoped
class Passwords {
    private static final int COST = 10;
    private static final int AT_ONCE = 8;
    /** Bcrypt ignores what comes after. */
    private static final int MAX_BYTES = 72;

    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final String nobodys = hash("no member has this password");

    static String hash(String password) {
        return BcryptUtil.bcryptHash(password, COST);
    }

    /** Takes as long when there is no such member, so that the time does not tell which emails are members'. */
    boolean matches(String password, Optional<String> hash) {
        if (!permits.tryAcquire()) {
            throw new Refusal(Reason.BUSY, "Too many logins at once on this replica: try again in a few seconds");
        }
        try {
            boolean fits = password.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES;
            boolean same = BcryptUtil.matches(fits ? password : "", hash.orElse(nobodys));
            return same && fits && hash.isPresent();
        } finally {
            permits.release();
        }
    }
}
