package dev.naru.origin.jobs;

import dev.naru.origin.platform.Row;

/**
 * A message to a member.
 *
 * @param key what happened, once: the same key is the same message, however often it is handed over
 */
record Message(String key, String memberId, String subject, String body) {

    static Message of(Row row) {
        return new Message(row.string("key"), row.string("member_id"), row.string("subject"), row.string("body"));
    }
}
