package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/** How many bodies this replica takes in at once; one more hears 503 and may try again. */
@Singleton
final class UploadPlaces {

    private final int max;
    private final Semaphore places;

    UploadPlaces(FilesConfig config) {
        this.max = config.maxConcurrentUploads();
        this.places = new Semaphore(max);
    }

    /** A place taken until it is closed. */
    interface Place extends AutoCloseable {
        @Override
        void close();
    }

    Place take() {
        if (!places.tryAcquire()) {
            throw Problem.unavailable("too-many-uploads", "This server takes " + max + " uploads at once.", 5, null);
        }
        return places::release;
    }
}
