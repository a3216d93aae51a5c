package dev.naru.shop.catalog;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The products. Readers get the copy in memory at once; a reader who finds it old has it refreshed behind their back. Only
 * a replica without any copy makes its readers wait.
 */
@ApplicationScoped
public class Catalog {
    private static final Logger LOG = Logger.getLogger(Catalog.class);
    private static final long FIRST_COPY_WAIT_MS = 3000;

    private final CatalogSource source;
    private final Photos photos;
    private final Duration refreshAfter;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Copy copy;

    Catalog(CatalogSource source, Photos photos, NaruConfig config) {
        this.source = source;
        this.photos = photos;
        this.refreshAfter = config.catalog().refreshAfter();
    }

    void warmUp(@Observes StartupEvent start) {
        Thread.startVirtualThread(this::refresh);
    }

    /** @throws Refusal of {@link Reason#ORIGIN_UNAVAILABLE} if no copy is to be had */
    public List<Product> products() {
        return List.copyOf(current().bySku().values());
    }

    public Optional<Product> find(String sku) {
        return Optional.ofNullable(current().bySku().get(sku));
    }

    /** Whether origin-api confirmed the products the last time it was asked. */
    public boolean isCurrent() {
        return current().current();
    }

    /** Newest first, at most 50; empty if origin-api does not tell. */
    public Optional<List<Photo>> photos(String sku) {
        return photos.of(sku);
    }

    /** Reads again now: origin-api has just said that a price or a stock is not what the copy says. */
    public void refresh() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            copy = source.read(copy);
        } catch (Refusal e) {
            LOG.warn(e.getMessage());
        } finally {
            reading.unlock();
        }
    }

    private Copy current() {
        Copy found = copy;
        if (found == null) {
            return first();
        }
        boolean isOld = System.nanoTime() - found.askedAtNs() > refreshAfter.toNanos();
        if (isOld && !reading.isLocked()) {
            Thread.startVirtualThread(this::refresh);
        }
        return found;
    }

    private Copy first() {
        boolean locked = false;
        try {
            locked = reading.tryLock(FIRST_COPY_WAIT_MS, TimeUnit.MILLISECONDS);
            Copy found = copy;
            if (found == null && locked) {
                found = source.read(null);
                copy = found;
            }
            if (found != null) {
                return found;
            }
            throw new Refusal(Reason.ORIGIN_UNAVAILABLE, "No copy of the products was read in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal(Reason.ORIGIN_UNAVAILABLE, "Interrupted while waiting for the products", e);
        } finally {
            if (locked) {
                reading.unlock();
            }
        }
    }
}
