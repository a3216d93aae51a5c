package dev.naru.origin.platform;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Deletes what nobody will ask for again, a bounded number of rows at a time. Several replicas may do it at once. */
@Singleton
class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);

    private final Database database;

    Housekeeping(Database database) {
        this.database = database;
    }

    /** Idempotency keys are kept for 7 days, longer than any client repeats. */
    @Scheduled(identity = "housekeeping", every = "10m", delayed = "1m")
    @RunOnVirtualThread
    void clean() {
        try {
            database.run(tx -> tx.update("""
                    DELETE FROM idempotency_keys WHERE (scope, key) IN (
                        SELECT scope, key FROM idempotency_keys WHERE created_at < now() - interval '7 days' LIMIT 5000)
                    """));
        } catch (Problem e) {
            LOG.warnf("housekeeping put off: %s", e.detail());
        }
    }
}
