package dev.naru.edge.proxy;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The open client connections of one loop: a list linked through the handlers, since each is added and removed once and nobody looks for one. */
final class Clients {
    private @Nullable ClientHandler first;

    void add(ClientHandler client) {
        ClientHandler next = first;
        client.nextClient = next;
        if (next != null) {
            next.previousClient = client;
        }
        first = client;
    }

    /** Also of one that is not in it. */
    void remove(ClientHandler client) {
        ClientHandler previous = client.previousClient;
        ClientHandler next = client.nextClient;
        if (previous != null) {
            previous.nextClient = next;
        } else if (first == client) {
            first = next;
        }
        if (next != null) {
            next.previousClient = previous;
        }
        client.previousClient = null;
    }

    /** Visits all, also when the visitor removes the one that it is given. */
    void forEach(Consumer<ClientHandler> visitor) {
        ClientHandler client = first;
        while (client != null) {
            ClientHandler next = client.nextClient;
            visitor.accept(client);
            client = next;
        }
    }
}
