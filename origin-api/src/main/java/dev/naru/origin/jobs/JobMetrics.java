package dev.naru.origin.jobs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls ({@code naru_job_calls_total} by how they were taken), runs ({@code naru_job_runs_seconds} by how they ended), items
 * ({@code naru_job_items_total}) and how long a job's call has been missing ({@code naru_job_overdue_seconds}, 0 when it is not).
 */
@Singleton
final class JobMetrics {

    private final MeterRegistry registry;
    private final Map<String, AtomicLong> overdueS = new ConcurrentHashMap<>();

    JobMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void called(JobRun run, boolean duplicate) {
        String taken = duplicate ? "duplicate" : run.status().name();
        registry.counter("naru.job.calls", "job", run.job(), "taken", taken).increment();
    }

    void ended(String job, String outcome, Duration took) {
        registry.timer("naru.job.runs", "job", job, "outcome", outcome).record(took);
    }

    void items(String job, RunContext.Batch batch) {
        count(job, "done", batch.doneItems());
        count(job, "failed", batch.failedItems());
        count(job, "retrying", batch.retryingItems());
    }

    private void count(String job, String outcome, long items) {
        if (items > 0) {
            registry.counter("naru.job.items", "job", job, "outcome", outcome).increment(items);
        }
    }

    void overdue(String job, double seconds) {
        overdueS.computeIfAbsent(
                        job, name -> registry.gauge("naru.job.overdue.seconds", Tags.of("job", name), new AtomicLong()))
                .set(Math.round(seconds));
    }
}
