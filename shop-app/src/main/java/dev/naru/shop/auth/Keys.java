package dev.naru.shop.auth;

import dev.naru.shop.platform.NaruConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Today's keys. The folder is read again at most every ten seconds, by whoever needs a key then, so a key is added or
 * replaced without a restart. A folder gone wrong is logged and changes nothing.
 *
 * <p>To rotate: add {@code ticket-next.pem}; wait until every verifier has it (minutes: the JWKS is cached for one); rename the
 * files so that the new key is {@code ticket-signing.pem} and the old one {@code ticket-old.pem}; remove the old one once its
 * tickets have expired.
 */
@Startup(Interceptor.Priority.PLATFORM_BEFORE) // before anything else begins that a missing key would cut off
@ApplicationScoped
class Keys {
    private static final Logger LOG = Logger.getLogger(Keys.class);
    private static final long REREAD_AFTER_NS = 10_000_000_000L;

    private final Optional<Path> folder;
    private final AtomicLong readAtNs = new AtomicLong(System.nanoTime());
    private volatile KeyRing ring;

    Keys(NaruConfig config) {
        this.folder = config.secretsDir();
        this.ring = first(folder, LaunchMode.current());
        LOG.infof("tickets are signed by key %s", ring.signer().kid());
    }

    private static KeyRing first(Optional<Path> folder, LaunchMode mode) {
        if (folder.isEmpty()) {
            if (mode.isDevOrTest()) {
                SigningKey key = EcKeys.generate();
                return new KeyRing(key, List.of(key));
            }
            throw new IllegalStateException("NARU_SECRETS_DIR is not set: it names the folder that holds "
                    + KeyRing.SIGNER + ", the key that signs tickets. Make both: mkdir -m 700 secrets && "
                    + "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out secrets/" + KeyRing.SIGNER);
        }
        try {
            return KeyRing.read(folder.get());
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    KeyRing ring() {
        long readAt = readAtNs.get();
        long now = System.nanoTime();
        if (folder.isPresent() && now - readAt > REREAD_AFTER_NS && readAtNs.compareAndSet(readAt, now)) {
            reread(folder.get());
        }
        return ring;
    }

    void reread(Path from) {
        try {
            KeyRing found = KeyRing.read(from);
            if (!found.signer().kid().equals(ring.signer().kid())) {
                LOG.infof(
                        "tickets are signed by key %s from now on",
                        found.signer().kid());
            }
            ring = found;
        } catch (IOException e) {
            LOG.errorf("the keys stay as they are: %s", e.getMessage());
        }
    }
}
