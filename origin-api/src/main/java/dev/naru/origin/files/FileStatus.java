package dev.naru.origin.files;

/** How far a file has come; only READY is readable. */
enum FileStatus {
    PUBLISHING,
    QUARANTINED,
    READY
}
