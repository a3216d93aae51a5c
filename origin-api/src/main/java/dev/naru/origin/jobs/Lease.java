package dev.naru.origin.jobs;

import java.time.Duration;

/**
 * The right to work on a run, taken by {@link Leases#acquire}.
 *
 * @param token grows with every owner of the job; a batch commits only while it is the newest
 * @param left what remains of the run's max runtime, on database time when it was taken; may be negative
 */
record Lease(long token, JobRun run, Duration left) {}
