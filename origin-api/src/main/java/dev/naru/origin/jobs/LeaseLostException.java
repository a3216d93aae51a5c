package dev.naru.origin.jobs;

/** Another owner has taken the job over: what was being done was rolled back, and the worker must stop. */
final class LeaseLostException extends RuntimeException {

    LeaseLostException(Lease lease) {
        super("the lease of %s, token %d, has another owner"
                .formatted(lease.run().job(), lease.token()));
    }
}
