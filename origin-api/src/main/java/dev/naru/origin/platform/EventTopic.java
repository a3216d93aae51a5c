package dev.naru.origin.platform;

import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Emitter;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/**
 * Tells Kafka: key = the order, so that its events stay in one partition and in order; header {@code id} to dedupe by. Taken once all in-sync
 * replicas have it.
 */
@Singleton
class EventTopic implements EventSubscriber {

    private final Emitter<String> emitter;
    private final EventConfig config;

    EventTopic(@Channel("order-events") Emitter<String> emitter, EventConfig config) {
        this.emitter = emitter;
        this.config = config;
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public void send(OutboxEvent event) throws IOException {
        RecordHeaders headers = new RecordHeaders();
        headers.add("id", event.id().getBytes(StandardCharsets.UTF_8));
        headers.add("type", event.event().getBytes(StandardCharsets.UTF_8));
        CompletableFuture<Void> taken = new CompletableFuture<>();
        emitter.send(Message.of(
                event.json(),
                Metadata.of(OutgoingKafkaRecordMetadata.<String>builder()
                        .withKey(event.aggregateId())
                        .withHeaders(headers)
                        .build()),
                () -> {
                    taken.complete(null);
                    return CompletableFuture.completedFuture(null);
                },
                failure -> {
                    taken.completeExceptionally(failure);
                    return CompletableFuture.completedFuture(null);
                }));
        try {
            taken.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no acknowledgement within " + config.timeout().toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
