package dev.naru.shop.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Redis;
import dev.naru.shop.platform.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Where a copy comes from: origin-api; else the last one here; else the one that any replica left in Redis. */
@ApplicationScoped
class CatalogSource {
    private static final Logger LOG = Logger.getLogger(CatalogSource.class);
    private static final String KEY = "catalog";
    private static final Duration LIFE = Duration.ofDays(7);
    private static final int NOT_MODIFIED = 304;

    private final CatalogApi api;
    private final Redis redis;
    private final ObjectMapper json;

    CatalogSource(@RestClient CatalogApi api, Redis redis, ObjectMapper json) {
        this.api = api;
        this.redis = redis;
        this.json = json;
    }

    /** @throws Refusal of {@link Reason#ORIGIN_UNAVAILABLE} if there is no copy anywhere */
    @Fallback(fallbackMethod = "lastGood")
    Copy read(@Nullable Copy last) {
        try (RestResponse<CatalogApi.Products> answer = api.products(last == null ? null : last.etag())) {
            Copy copy = last != null && answer.getStatus() == NOT_MODIFIED
                    ? last.asked(true)
                    : Copy.of(answer.getEntity().products(), answer.getHeaderString("ETag"), true);
            keep(copy);
            return copy;
        }
    }

    Copy lastGood(@Nullable Copy last, Throwable cause) {
        LOG.warnf("products are not read from origin-api: %s", cause);
        if (last != null) {
            return last.asked(false);
        }
        return redis.get(KEY)
                .flatMap(this::parse)
                .orElseThrow(() -> new Refusal(
                        Reason.ORIGIN_UNAVAILABLE,
                        "origin-api does not answer and no copy of its products is kept",
                        cause));
    }

    /** Each time, also when nothing changed: Redis may have lost it. */
    private void keep(Copy copy) {
        try {
            redis.set(KEY, json.writeValueAsString(List.copyOf(copy.bySku().values())), LIFE);
        } catch (JsonProcessingException | Refusal e) {
            LOG.warnf("the products are not kept in Redis: %s", e.getMessage());
        }
    }

    private Optional<Copy> parse(String text) {
        try {
            return Optional.of(Copy.of(List.of(json.readValue(text, Product[].class)), null, false));
        } catch (JsonProcessingException e) {
            LOG.warnf("the copy of the products in Redis cannot be read: %s", e.getMessage());
            return Optional.empty();
        }
    }
}
