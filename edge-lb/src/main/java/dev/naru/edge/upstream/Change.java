package dev.naru.edge.upstream;

/**
 * Something that somebody changed of the running edge, for the audit log.
 *
 * @param who such as {@code admin.token from 127.0.0.1} or {@code deployment 12}
 * @param what such as {@code weight of shop/prod1}
 * @param before as it was; empty when there was nothing
 * @param after as it is; empty when there is nothing
 */
public record Change(String who, String what, String before, String after) {
    @Override
    public String toString() {
        return who + ": " + what + (before.isEmpty() ? "" : ", was " + before)
                + (after.isEmpty() ? "" : ", is " + after);
    }
}
