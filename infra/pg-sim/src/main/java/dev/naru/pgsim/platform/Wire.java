package dev.naru.pgsim.platform;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** What a scenario does to an answer on its way: cut the connection, or keep the shop waiting. */
@Singleton
public final class Wire {
    private static final Logger LOG = Logger.getLogger(Wire.class);
    private static final int MAX_HANGING = 64;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final Semaphore hanging = new Semaphore(MAX_HANGING);
    private final Duration hang;

    Wire(PgSimConfig config) {
        hang = config.hang();
    }

    /** Before an answer is written. Blocks the caller. */
    public void before(Transmission transmission, RoutingContext context) {
        switch (transmission) {
            case SEND, WEBHOOK_FIRST -> {}
            case CUT -> cut(context);
            case HANG -> hang(context);
        }
    }

    /** Returns once the connection is closed, so that what is written afterwards goes nowhere. */
    private static void cut(RoutingContext context) {
        LOG.infof(
                "Scenario: %s approved, the connection is cut",
                context.request().path());
        context.request()
                .connection()
                .close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)
                .join();
    }

    private void hang(RoutingContext context) {
        if (!hanging.tryAcquire()) {
            LOG.warnf("%d calls hang already; this one is answered at once", MAX_HANGING);
            return;
        }
        try {
            LOG.infof(
                    "Scenario: %s approved, the answer waits %s",
                    context.request().path(), hang);
            Thread.sleep(hang);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hanging.release();
        }
    }
}
