package dev.naru.origin.files;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Opens the store that the configuration names, when the service starts. */
final class BlobStores {

    private BlobStores() {}

    @Produces
    @Singleton
    @Startup
    static BlobStore open(BlobConfig config) {
        StagingFolder staging = new StagingFolder(config.dir(), config.minFreeBytes());
        return switch (config.store()) {
            case DISK -> new FileSystemBlobStore(config.dir(), staging);
            case S3 -> S3BlobStore.open(config.s3(), staging);
        };
    }
}
