package dev.naru.edge.config;

/** What a request is worth when not all can be served, the most important first. */
public enum Priority {
    /** A payment gateway's callback: money has moved already. */
    CALLBACK,
    /** Orders and payments of buyers. */
    ORDER,
    /** Scheduled jobs: late is bad, but they are repeated. */
    CRON,
    /** Uploads: large, resumable. */
    UPLOAD,
    OTHER
}
