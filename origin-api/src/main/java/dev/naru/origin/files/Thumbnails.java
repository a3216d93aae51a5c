package dev.naru.origin.files;

import dev.naru.origin.platform.Database;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Small JPEGs of images. Each is a blob as any other one, referred to by a row that is there before it; equal images share it. The decoder
 * runs in a process of its own, see {@link ThumbnailProcess}.
 */
@Singleton
final class Thumbnails {

    private static final Logger LOG = Logger.getLogger(Thumbnails.class);
    private static final int MAX_TRIES = 3;

    /** @param sha256 of the thumbnail, empty when none can be made of the image */
    record Thumbnail(Optional<String> sha256, long bytes) {}

    private final Database database;
    private final BlobStore store;
    private final ThumbnailProcess process;
    private final FileMetrics metrics;

    Thumbnails(Database database, BlobStore store, ThumbnailProcess process, FileMetrics metrics) {
        this.database = database;
        this.store = store;
        this.process = process;
        this.metrics = metrics;
    }

    /** What is known of the image's thumbnail; empty while it is still to be made. */
    Optional<Thumbnail> of(String imageSha256) {
        return database.transaction(tx -> tx.one(
                "SELECT thumbnail, coalesce(bytes, 0) AS bytes FROM thumbnails WHERE sha256 = ? AND ready",
                row -> new Thumbnail(Optional.ofNullable(row.nullableString("thumbnail")), row.longValue("bytes")),
                imageSha256));
    }

    /** Makes it, once for equal images; after three tries the image has none. */
    void make(String imageSha256, int tries) throws IOException {
        if (of(imageSha256).isPresent()) {
            end(imageSha256);
            return;
        }
        Optional<byte[]> small = shrink(imageSha256);
        if (small.isEmpty() && tries < MAX_TRIES) {
            return; // due again later
        }
        if (small.isEmpty()) {
            database.run(tx -> tx.update(
                    "INSERT INTO thumbnails (sha256, ready) VALUES (?, true) ON CONFLICT (sha256) DO NOTHING",
                    imageSha256));
        } else {
            publish(imageSha256, small.get());
        }
        metrics.thumbnail(small.isPresent() ? "made" : "given-up");
        end(imageSha256);
    }

    private Optional<byte[]> shrink(String imageSha256) throws IOException {
        try (InputStream image = store.open(imageSha256)) {
            return Optional.of(process.run(image));
        } catch (ThumbnailProcess.FailedException e) {
            LOG.warnf("no thumbnail of blob %s: %s", imageSha256, e.getMessage());
            return Optional.empty();
        }
    }

    private void publish(String imageSha256, byte[] small) throws IOException {
        try (StagedBlob staged = store.stage(small.length)) {
            staged.write(small, small.length);
            String sha256 = staged.seal();
            // The row before the blob, as with files: see FileRepository.
            database.run(tx -> {
                FileRepository.lockBlob(tx, sha256);
                tx.update("""
                        INSERT INTO thumbnails (sha256, thumbnail, bytes, ready) VALUES (?, ?, ?, false)
                        ON CONFLICT (sha256) DO UPDATE SET thumbnail = excluded.thumbnail, bytes = excluded.bytes
                         WHERE NOT thumbnails.ready
                        """, imageSha256, sha256, small.length);
            });
            store.publish(staged);
            database.run(tx -> tx.update(
                    "UPDATE thumbnails SET ready = true WHERE sha256 = ? AND thumbnail = ?", imageSha256, sha256));
        }
    }

    private void end(String imageSha256) {
        database.run(tx -> FileWork.done(tx, FileWork.Kind.THUMBNAIL, imageSha256));
    }

    /** Forgets thumbnails and work of images that no file has any more, at most {@code limit}; returns how many. */
    int collect(int limit) {
        return database.transaction(tx -> tx.update("""
                        DELETE FROM thumbnails WHERE sha256 IN (
                            SELECT sha256 FROM thumbnails AS t
                             WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = t.sha256) LIMIT ?)
                        """, limit) + tx.update("""
                        DELETE FROM file_work WHERE (kind, sha256) IN (
                            SELECT kind, sha256 FROM file_work AS w
                             WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.sha256 = w.sha256) LIMIT ?)
                        """, limit));
    }
}
