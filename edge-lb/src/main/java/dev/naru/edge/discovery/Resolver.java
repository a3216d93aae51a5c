package dev.naru.edge.discovery;

import dev.naru.edge.config.DnsAddress;
import java.util.concurrent.CompletableFuture;

/** Asks where a name is. */
interface Resolver extends AutoCloseable {
    /** Asks once; ends in bounded time. Fails with a message for an operator when nobody answers, or when there is no such name. */
    CompletableFuture<Answer> ask(DnsAddress name);

    @Override
    void close();
}
