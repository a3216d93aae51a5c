package dev.naru.origin.payment;

import dev.naru.origin.platform.Problem;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Looks every few seconds, on every replica, for payments that need somebody. */
@Singleton
class Sweeper {

    private static final Logger LOG = Logger.getLogger(Sweeper.class);
    private static final int BATCH = 20;

    private final Resolver resolver;

    Sweeper(Resolver resolver) {
        this.resolver = resolver;
    }

    @Scheduled(
            identity = "payment-sweeper",
            every = "${naru.pg.sweep-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        try {
            resolver.resolveDue(BATCH);
        } catch (Problem e) {
            LOG.warnf("sweep put off: %s", e.detail());
        }
    }
}
