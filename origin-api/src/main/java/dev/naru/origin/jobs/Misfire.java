package dev.naru.origin.jobs;

/** What becomes of scheduled instants for which no call came in time. */
enum Misfire {
    /** A late call is recorded and not run. */
    SKIP,
    /** One run stands for all instants that were missed: right for jobs that work off whatever is due. */
    FIRE_ONCE,
    /** Each missed instant gets its own run, oldest first, at most {@code misfireMax} of them. */
    ALL
}
