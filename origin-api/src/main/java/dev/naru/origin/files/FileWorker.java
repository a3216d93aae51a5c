package dev.naru.origin.files;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Database;
import dev.naru.origin.platform.Problem;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Scans and shrinks what was uploaded, one blob at a time on each replica. */
@Singleton
final class FileWorker {

    private static final Logger LOG = Logger.getLogger(FileWorker.class);
    /** So that a tick ends; the rest waits for the next one. */
    private static final int MAX_PER_TICK = 100;

    private final FileWork work;
    private final FileRepository files;
    private final Thumbnails thumbnails;
    private final BlobStore store;
    private final Optional<Scanner> scanner;
    private final Database database;
    private final FilesConfig config;
    private final FileMetrics metrics;
    private final Alarm alarm;

    FileWorker(
            FileWork work,
            FileRepository files,
            Thumbnails thumbnails,
            BlobStore store,
            Optional<Scanner> scanner,
            Database database,
            FilesConfig config,
            FileMetrics metrics,
            Alarm alarm) {
        this.work = work;
        this.files = files;
        this.thumbnails = thumbnails;
        this.store = store;
        this.scanner = scanner;
        this.database = database;
        this.config = config;
        this.metrics = metrics;
        this.alarm = alarm;
    }

    @Scheduled(
            identity = "file-work",
            every = "${naru.files.work-every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tick() {
        try {
            int done = 0;
            while (done < MAX_PER_TICK && workOnce()) {
                done++;
            }
        } catch (Problem e) {
            LOG.warnf("file work put off: %s", e.detail());
        }
    }

    /** Does what has been due longest; false when nothing is due. */
    boolean workOnce() {
        Optional<FileWork.Item> taken = work.take(config.workLease());
        taken.ifPresent(this::run);
        return taken.isPresent();
    }

    private void run(FileWork.Item item) {
        try {
            switch (item.kind()) {
                case SCAN -> scan(item.sha256());
                case THUMBNAIL -> thumbnails.make(item.sha256(), item.tries());
            }
        } catch (NoSuchFileException e) {
            // Deleted and collected meanwhile.
            database.run(tx -> FileWork.done(tx, item.kind(), item.sha256()));
        } catch (IOException e) {
            LOG.warnf(
                    "%s of blob %s put off after try %d: %s", item.kind(), item.sha256(), item.tries(), e.getMessage());
        }
    }

    private void scan(String sha256) throws IOException {
        database.requireNoTransaction();
        Optional<String> found = Optional.empty();
        if (scanner.isPresent()) {
            try (InputStream bytes = store.open(sha256)) {
                found = scanner.get().scan(bytes);
            }
        }
        if (found.isEmpty()) {
            files.releaseFromQuarantine(sha256);
            metrics.scanned("clean");
            return;
        }
        for (StoredFile file : files.removeFromQuarantine(sha256)) {
            alarm.raise(
                    "infected-upload",
                    "file " + file.id() + " of member " + file.member() + " removed: " + found.get());
        }
        metrics.scanned("infected");
    }
}
