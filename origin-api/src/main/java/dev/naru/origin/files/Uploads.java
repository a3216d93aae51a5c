package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes one upload from its stream to a readable file, in this order: bytes to a staged blob (hashed on the way, at most {@code maxBytes}), checks,
 * fsync, row PUBLISHING (id and quota), rename into the store, row READY or QUARANTINED. Whatever ends it before, the staged blob is removed; after a crash the
 * {@link FileCollector} does so. Memory per upload is one buffer, whatever the size.
 */
@Startup
@Singleton
final class Uploads {

    private static final Logger LOG = Logger.getLogger(Uploads.class);
    private static final int BUFFER_BYTES = 64 * 1024;

    private final BlobStore store;
    private final FileRepository files;
    private final Quota quota;
    private final UploadPlaces places;
    private final FilesConfig config;
    private final FileMetrics metrics;
    private final Optional<Scanner> scanner;

    Uploads(
            BlobStore store,
            FileRepository files,
            Quota quota,
            UploadPlaces places,
            FilesConfig config,
            FileMetrics metrics,
            Optional<Scanner> scanner,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize httpLimit) {
        if (httpLimit.asLongValue() <= config.maxBytes()) {
            // The HTTP layer would cut such uploads itself, with an answer that does not say why.
            throw new IllegalStateException("naru.files.max-bytes is " + config.maxBytes()
                    + ": it must be below quarkus.http.limits.max-body-size, " + httpLimit.asLongValue());
        }
        this.store = store;
        this.files = files;
        this.quota = quota;
        this.places = places;
        this.config = config;
        this.metrics = metrics;
        this.scanner = scanner;
    }

    /**
     * What the head of an upload says.
     *
     * @param declaredBytes {@code Content-Length}, −1 when the body is chunked
     * @param digest SHA-256 of {@code Content-Digest} in hex, null when there is none
     * @param resumed the bytes come from the resumable upload of this id, which has reserved the quota
     */
    record Announced(
            UUID id,
            String member,
            String product,
            ImageType type,
            long declaredBytes,
            @Nullable String digest,
            boolean isPrivate,
            boolean resumed) {}

    /**
     * The outcome of an upload.
     *
     * @param created false when the same file was there already
     */
    record Receipt(StoredFile file, boolean created) {}

    /** Reads the body to its end and makes it a file; refusals are {@link Problem}s and leave nothing behind. */
    Receipt receive(Announced announced, InputStream body) {
        try {
            requireSize(announced.declaredBytes());
            quota.requireRoom(announced.member(), Math.max(0, announced.declaredBytes()));
            Receipt receipt = store(announced, body);
            metrics.accepted(receipt);
            return receipt;
        } catch (DiskFullException e) {
            LOG.errorf("upload %s refused, disk full: %s", announced.id(), e.getMessage());
            throw metrics.refused(new Problem(
                    507, "insufficient-storage", "Insufficient storage", "The server has no space for this file now."));
        } catch (IOException e) {
            // The sender is gone or too slow: nobody reads this answer, the log line is what remains.
            LOG.infof("upload %s cut: %s", announced.id(), e.getMessage());
            throw metrics.refused(
                    Problem.badRequest("upload-cut", "The body ended before it was complete. Send it again."));
        } catch (Problem e) {
            throw metrics.refused(e);
        }
    }

    /**
     * {@link #receive} for bytes that are at hand.
     *
     * @throws IOException when the body or the store fails, {@link DiskFullException} among them
     * @throws Problem when the file is refused
     */
    Receipt store(Announced announced, InputStream body) throws IOException {
        try (UploadPlaces.Place place = places.take();
                StagedBlob staged = store.stage(Math.max(0, announced.declaredBytes()))) {
            copy(body, staged, announced);
            return publish(announced, staged);
        }
    }

    private void copy(InputStream body, StagedBlob staged, Announced announced) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long deadlineNanos = System.nanoTime() + config.maxUploadTime().toNanos();
        int filled = body.readNBytes(buffer, 0, ImageType.SNIFF_BYTES);
        if (filled == 0) {
            throw Problem.unprocessable("empty-file", "The body has no bytes.");
        }
        requireType(announced.type(), ImageType.sniff(buffer, filled));
        while (filled > 0) {
            staged.write(buffer, filled);
            if (!announced.resumed() && System.nanoTime() - deadlineNanos > 0) {
                throw new Problem(
                        408,
                        "upload-too-slow",
                        "Request timeout",
                        "An upload may take " + config.maxUploadTime() + ".");
            }
            // One byte more than allowed is enough to know.
            filled = body.read(buffer, 0, (int) Math.min(BUFFER_BYTES, config.maxBytes() + 1 - staged.bytes()));
            if (filled > 0) {
                requireSize(staged.bytes() + filled);
            }
        }
    }

    private Receipt publish(Announced announced, StagedBlob staged) throws IOException {
        if (announced.declaredBytes() >= 0 && staged.bytes() != announced.declaredBytes()) {
            throw new IOException(staged.bytes() + " of " + announced.declaredBytes() + " bytes came");
        }
        ImageSize size = requirePixels(staged, announced.type());
        Optional<String> complaint = ImageEnd.complaint(staged.content(), announced.type());
        if (complaint.isPresent()) {
            throw Problem.unprocessable("malformed-image", "This is not only an image: " + complaint.get() + ".");
        }
        String sha256 = staged.seal();
        if (announced.digest() != null && !announced.digest().equals(sha256)) {
            throw Problem.unprocessable(
                            "digest-mismatch", "The body's SHA-256 is not the one of Content-Digest. Send it again.")
                    .with("sha256", sha256);
        }
        StoredFile file = new StoredFile(
                announced.id(),
                sha256,
                staged.bytes(),
                announced.type().mediaType(),
                size.width(),
                size.height(),
                announced.product(),
                announced.member(),
                announced.isPrivate(),
                FileStatus.PUBLISHING,
                Instant.now());
        Optional<StoredFile> other = files.claim(file, announced.resumed());
        if (other.isPresent() && !other.get().sameAs(file)) {
            throw Problem.conflict(
                    "file-exists", "Conflict", "The id " + file.id() + " already names another file. Use a new UUID.");
        }
        if (other.isPresent() && other.get().status() != FileStatus.PUBLISHING) {
            return new Receipt(other.get(), false);
        }
        // A claim that was left PUBLISHING, by a crash or by a twin at this moment, is finished by whoever comes: both
        // steps repeat safely.
        store.publish(staged);
        FileStatus status = files.published(file, scanner.isPresent())
                .orElseThrow(() -> Problem.unavailable(
                        "upload-collected", "The upload took too long to be published. Repeat it.", 1, null));
        return new Receipt(file.with(status), other.isEmpty());
    }

    /** @throws Problem 413 when a file of that many bytes is not taken */
    void requireSize(long bytes) {
        if (bytes > config.maxBytes()) {
            throw new Problem(
                            413,
                            "file-too-large",
                            "Content too large",
                            "A file has at most " + config.maxBytes() + " bytes.")
                    .with("maxBytes", config.maxBytes());
        }
    }

    static void requireType(ImageType declared, Optional<ImageType> seen) {
        if (seen.isEmpty() || seen.get() != declared) {
            throw unsupported("The body is " + seen.map(ImageType::mediaType).orElse("no JPEG, PNG, WebP or GIF")
                    + ", Content-Type says " + declared.mediaType() + ".");
        }
    }

    static Problem unsupported(String detail) {
        return new Problem(415, "unsupported-media-type", "Unsupported media type", detail);
    }

    private ImageSize requirePixels(StagedBlob staged, ImageType type) throws IOException {
        ImageSize size;
        try {
            size = ImageSize.read(staged.content(), type);
        } catch (ImageSize.MalformedImageException e) {
            throw Problem.unprocessable("malformed-image", "The image's header is broken: " + e.getMessage() + ".");
        }
        int side = Math.max(size.width(), size.height());
        if (size.pixels() > config.maxPixels() || side > config.maxSidePixels()) {
            throw Problem.unprocessable(
                            "image-too-large",
                            "The image has " + size.width() + "x" + size.height() + " pixels; " + config.maxPixels()
                                    + " in all and " + config.maxSidePixels() + " a side are allowed.")
                    .with("width", size.width())
                    .with("height", size.height());
        }
        return size;
    }
}
