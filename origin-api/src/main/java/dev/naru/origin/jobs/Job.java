package dev.naru.origin.jobs;

/**
 * Work that a cron calls for. It must be safe to run again at any point: a run can lose its owner between any two statements, and the next owner
 * starts it over. What it changes in the database goes through {@link RunContext#commit}; what it does outside carries a key of the item.
 */
interface Job {

    JobSpec spec();

    /**
     * Does a bounded piece of the work, checking {@link RunContext#mayGoOn} between items.
     *
     * @return true when there may be more to do
     */
    boolean work(RunContext run) throws Exception;
}
