package dev.naru.shop.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A buyer's photo of a product, kept and served by origin-api. URLs are absolute and on the api host.
 *
 * @param thumbnailUrl of a small one; null until it is made
 */
public record Photo(
        String id,
        String url,
        String type,
        long bytes,
        Instant createdAt,
        String author,
        @Nullable String thumbnailUrl) {

    /** What a gallery shows. */
    public String smallUrl() {
        return thumbnailUrl == null ? url : thumbnailUrl;
    }
}
