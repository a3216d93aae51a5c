package dev.naru.origin.platform;

import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.http.HttpClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Who is configured to be told; a missing secret stops the start. */
@Startup
@Singleton
class EventSubscribers {

    private final Map<String, EventSubscriber> byName = new LinkedHashMap<>();

    EventSubscribers(EventConfig config, Secrets secrets, EventTopic topic) {
        if (!config.webhooks().isEmpty()) {
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(config.timeout())
                    .build();
            config.webhooks()
                    .forEach((name, webhook) -> add(new EventWebhook(
                            name,
                            webhook.url(),
                            secrets.hexKeys("events-" + name + ".key"),
                            client,
                            config.timeout())));
        }
        if (config.kafka().enabled()) {
            add(topic);
        }
    }

    private void add(EventSubscriber subscriber) {
        byName.put(subscriber.name(), subscriber);
    }

    Set<String> names() {
        return byName.keySet();
    }

    EventSubscriber named(String name) {
        EventSubscriber subscriber = byName.get(name);
        if (subscriber == null) {
            throw new IllegalArgumentException("no subscriber " + name);
        }
        return subscriber;
    }
}
