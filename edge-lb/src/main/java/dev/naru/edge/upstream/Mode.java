package dev.naru.edge.upstream;

/** What an operator lets a server or a group do. */
public enum Mode {
    /** It takes requests as its weight and its health allow. */
    READY,
    /** No new requests, but users that are pinned to a server may stay; those in flight finish. */
    DRAIN,
    /** Nothing new at all; those in flight finish. */
    MAINTENANCE
}
