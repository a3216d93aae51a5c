package dev.naru.cluster.proof;

/** Where an approval may be when something happens to its process. */
enum Point {
    /** The lease and the attempt are written and the commit is on its way. */
    BEFORE_T1_COMMIT,
    /** PostgreSQL has committed T1, and the origin has not heard so. */
    AFTER_T1_COMMIT,
    /** The origin has asked, and the gateway has not heard it. */
    BEFORE_PG_CALL,
    /** The gateway has decided, and the origin has not heard what. */
    AFTER_PG_CALL,
    /** The origin knows the outcome, and its commit is on the way. */
    BEFORE_T2_COMMIT,
    /** PostgreSQL has committed T2, and the origin has not heard so. */
    AFTER_T2_COMMIT
}
