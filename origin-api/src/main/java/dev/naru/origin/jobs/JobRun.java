package dev.naru.origin.jobs;

import dev.naru.origin.platform.Row;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code job_runs}.
 *
 * @param runKey the scheduled instant: the same job and key is the same run, however often it is called for
 * @param covers scheduled instants that this run stands for
 * @param takeovers how often its owner died
 */
record JobRun(
        UUID runId,
        String job,
        String runKey,
        Instant scheduledAt,
        RunStatus status,
        String caller,
        int covers,
        Instant acceptedAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String owner,
        int takeovers,
        Items items,
        boolean cancelRequested,
        @Nullable String note) {

    /** How many items are done, failed for good, or will be tried again by a later run. */
    record Items(long done, long failed, long retrying) {}

    static JobRun of(Row row) {
        return new JobRun(
                row.uuid("run_id"),
                row.string("job"),
                row.string("run_key"),
                row.instant("scheduled_at"),
                RunStatus.valueOf(row.string("status")),
                row.string("caller"),
                row.intValue("covers"),
                row.instant("accepted_at"),
                row.nullableInstant("started_at"),
                row.nullableInstant("finished_at"),
                row.nullableString("owner"),
                row.intValue("takeovers"),
                new Items(row.longValue("items_done"), row.longValue("items_failed"), row.longValue("items_retrying")),
                row.bool("cancel_requested"),
                row.nullableString("note"));
    }
}
