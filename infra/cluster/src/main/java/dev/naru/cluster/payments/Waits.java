package dev.naru.cluster.payments;

import dev.naru.cluster.Cluster;
import dev.naru.cluster.cron.Sql;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** PostgreSQL's own account of a run: transactions, log written and flushed, and what its sessions were seen to wait for. */
final class Waits implements AutoCloseable {
    private static final long EVERY_MS = 20;
    private static final int MAX_SAMPLES = 100_000;

    private static final String COUNTERS = """
            SELECT 'commits', xact_commit FROM pg_stat_database WHERE datname = current_database()
            UNION ALL SELECT 'rollbacks', xact_rollback FROM pg_stat_database WHERE datname = current_database()
            UNION ALL SELECT 'log records', wal_records FROM pg_stat_wal
            UNION ALL SELECT 'log bytes', wal_bytes::bigint FROM pg_stat_wal
            """;
    private static final String FLUSHES_18 =
            " UNION ALL SELECT 'log flushes', sum(fsyncs)::bigint FROM pg_stat_io WHERE object = 'wal'";
    private static final String FLUSHES_17 = " UNION ALL SELECT 'log flushes', wal_sync FROM pg_stat_wal";

    private final Sql sql;
    private final Sql watcher;
    private final String counters;
    private final Map<String, Long> seen = new TreeMap<>();
    private final Thread thread;
    private volatile boolean over;
    private long samples;

    Waits(Cluster cluster) {
        sql = new Sql(cluster);
        watcher = new Sql(cluster);
        long version = sql.number("SHOW server_version_num");
        counters = COUNTERS + (version >= 180_000 ? FLUSHES_18 : FLUSHES_17);
        thread = Thread.ofPlatform().name("waits").unstarted(this::watch);
    }

    void start() {
        thread.start();
    }

    Map<String, Long> counters() {
        Map<String, Long> now = new LinkedHashMap<>();
        sql.column("SELECT name || '=' || coalesce(n, 0) FROM (" + counters + ") AS c(name, n)")
                .forEach(line -> {
                    int at = line.indexOf('=');
                    now.put(line.substring(0, at), Long.parseLong(line.substring(at + 1)));
                });
        return now;
    }

    /** Sessions of the origin that were not idle, by what they did, on average over the samples. */
    Map<String, Double> average() throws InterruptedException {
        over = true;
        thread.join();
        Map<String, Double> average = new TreeMap<>();
        seen.forEach((what, count) -> average.put(what, count / (double) Math.max(samples, 1)));
        return average;
    }

    private void watch() {
        while (!over && samples < MAX_SAMPLES) {
            watcher.column("""
                    SELECT CASE WHEN state LIKE 'idle in transaction%' THEN 'the origin (idle in transaction)'
                                WHEN wait_event IS NULL THEN 'nothing: on a CPU, or ready for one'
                                ELSE wait_event_type || ': ' || wait_event END
                      FROM pg_stat_activity WHERE application_name = 'origin-api' AND state <> 'idle'
                    """).forEach(what -> seen.merge(what, 1L, Long::sum));
            samples++;
            try {
                Thread.sleep(EVERY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        over = true;
        sql.close();
        watcher.close();
    }
}
