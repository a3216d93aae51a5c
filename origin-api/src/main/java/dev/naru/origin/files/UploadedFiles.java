package dev.naru.origin.files;

import jakarta.inject.Singleton;
import java.io.IOException;

/** What other features may ask of files. */
@Singleton
public final class UploadedFiles {

    private final FileCollector collector;

    UploadedFiles(FileCollector collector) {
        this.collector = collector;
    }

    /** Removes stale staged blobs and unfinished publications, at most {@code limit} of each; returns how many went. */
    public int collectUnfinished(int limit) throws IOException {
        return collector.collectUnfinished(limit);
    }

    /** Parts of the store for {@link #collectUnreferenced}, numbered from 0. */
    public int shards() {
        return collector.shards();
    }

    /** Removes the old blobs of one part that no file refers to; returns how many went. */
    public int collectUnreferenced(int shard) throws IOException {
        return collector.collectShard(shard);
    }
}
