package dev.naru.origin.jobs;

/**
 * The states of a run.
 *
 * <pre>
 *  call ─┬─▶ QUEUED ──lease──▶ RUNNING ─┬─▶ SUCCEEDED   every item was looked at; how they went is in the counts
 *        │      │               │  ▲    ├─▶ FAILED      the job threw, or lost too many owners
 *        │      │               └──┘    ├─▶ TIMED_OUT   max runtime
 *        │      │            takeover   └─▶ CANCELLED
 *        │      └─▶ CANCELLED
 *        ├─▶ SKIPPED_OVERLAP   a run of the job was queued or running
 *        ├─▶ SKIPPED_MISFIRE   too late, or a later run stands for it
 *        └─▶ SKIPPED_PAUSED    the job's kill switch is on
 * </pre>
 */
enum RunStatus {
    QUEUED,
    RUNNING,
    SUCCEEDED,
    FAILED,
    TIMED_OUT,
    CANCELLED,
    SKIPPED_OVERLAP,
    SKIPPED_MISFIRE,
    SKIPPED_PAUSED;

    boolean isActive() {
        return this == QUEUED || this == RUNNING;
    }
}
