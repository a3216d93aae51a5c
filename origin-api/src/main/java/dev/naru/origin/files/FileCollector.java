package dev.naru.origin.files;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Collects what uploads left behind: staged blobs whose sender or server died, expired resumable uploads, publications that never finished, and blobs that no row refers to.
 * Safe beside uploads and beside itself on another replica; see {@link FileRepository} for why.
 */
@Singleton
final class FileCollector {

    private static final Logger LOG = Logger.getLogger(FileCollector.class);
    private static final int HASHES_PER_QUERY = 1000;

    private final BlobStore store;
    private final FileRepository files;
    private final ResumableUploads resumable;
    private final Thumbnails thumbnails;
    private final FormFolder forms;
    private final FilesConfig config;
    private final FileMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    FileCollector(
            BlobStore store,
            FileRepository files,
            ResumableUploads resumable,
            Thumbnails thumbnails,
            FormFolder forms,
            FilesConfig config,
            FileMetrics metrics) {
        this.store = store;
        this.files = files;
        this.resumable = resumable;
        this.thumbnails = thumbnails;
        this.forms = forms;
        this.config = config;
        this.metrics = metrics;
    }

    int collectUnfinished(int limit) throws IOException {
        Instant olderThan = olderThan();
        int staged = store.sweepStaged(olderThan, limit) + forms.sweep(olderThan, limit);
        int abandoned = files.collectAbandoned(olderThan, limit);
        int expired = resumable.collect(olderThan, limit);
        metrics.collected("staged", staged);
        metrics.collected("resumable", expired);
        metrics.collected("abandoned", abandoned);
        return staged + abandoned + expired + thumbnails.collect(limit);
    }

    int collectShard(int shard) throws IOException {
        List<String> old = store.blobsOf(shard, olderThan());
        int deleted = 0;
        for (int from = 0; from < old.size(); from += HASHES_PER_QUERY) {
            List<String> some = old.subList(from, Math.min(old.size(), from + HASHES_PER_QUERY));
            for (String sha256 : files.unreferenced(some)) {
                if (files.deleteIfUnreferenced(sha256, store)) {
                    LOG.infof("unreferenced blob %s deleted", sha256);
                    deleted++;
                }
            }
        }
        metrics.collected("blob", deleted);
        return deleted;
    }

    int shards() {
        return store.shards();
    }

    private Instant olderThan() {
        return clock.instant().minus(config.collectAfter());
    }
}
