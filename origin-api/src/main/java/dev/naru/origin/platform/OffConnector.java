package dev.naru.origin.platform;

import io.smallrye.reactive.messaging.connector.OutboundConnector;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.spi.Connector;

/** Where a channel leads that is switched off: nowhere. A Kafka client costs threads and connections even when nothing is sent. */
@ApplicationScoped
@Connector("naru-off")
class OffConnector implements OutboundConnector {

    @Override
    public Flow.Subscriber<? extends Message<?>> getSubscriber(Config config) {
        return new Flow.Subscriber<Message<?>>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Message<?> message) {
                CompletionStage<Void> unused = message.nack(new IllegalStateException("the channel is off"));
            }

            @Override
            public void onError(Throwable failure) {
                // Nobody sends here.
            }

            @Override
            public void onComplete() {
                // Nobody sends here.
            }
        };
    }
}
