package dev.naru.shop.catalog;

import dev.naru.shop.platform.NaruConfig;
import io.quarkus.cache.CacheResult;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.logging.Logger;

/** Photos by product. Kept for a second: however busy the page, a replica asks origin-api once a second for each product. */
@ApplicationScoped
class Photos {
    private static final Logger LOG = Logger.getLogger(Photos.class);
    private static final int MAX_PHOTOS = 50;

    private final CatalogApi api;
    private final URI base;

    Photos(@RestClient CatalogApi api, NaruConfig config) {
        this.api = api;
        this.base = config.publicApiUrl();
    }

    /** Empty if origin-api does not tell. */
    @CacheResult(cacheName = "photos")
    Optional<List<Photo>> of(String sku) {
        try {
            return Optional.of(api.photos(sku).files().stream()
                    .limit(MAX_PHOTOS)
                    .map(this::absolute)
                    .filter(photo -> photo.url().startsWith(base + "/")
                            && photo.smallUrl().startsWith(base + "/"))
                    .toList());
        } catch (RuntimeException e) {
            LOG.warnf("photos are not read from origin-api: %s", e);
            return Optional.empty();
        }
    }

    private Photo absolute(Photo photo) {
        return new Photo(
                photo.id(),
                base.resolve(photo.url()).toString(),
                photo.type(),
                photo.bytes(),
                photo.createdAt(),
                photo.author(),
                photo.thumbnailUrl() == null
                        ? null
                        : base.resolve(photo.thumbnailUrl()).toString());
    }
}
