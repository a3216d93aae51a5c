package dev.naru.origin.jobs;

import dev.naru.origin.platform.Database;
import io.quarkus.arc.DefaultBean;
import jakarta.inject.Singleton;

/** The channel of a shop without a mail gateway: messages go to the table {@code sent_messages}, where they can be read. */
@DefaultBean
@Singleton
final class StoredMessages implements MessageChannel {

    private final Database database;

    StoredMessages(Database database) {
        this.database = database;
    }

    @Override
    public void send(Message message) {
        database.run(tx -> tx.update(
                "INSERT INTO sent_messages (key, member_id, subject, body) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                message.key(),
                message.memberId(),
                message.subject(),
                message.body()));
    }
}
