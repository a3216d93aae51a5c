package dev.naru.origin.jobs;

import dev.naru.origin.files.UploadedFiles;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;

/** {@code upload_gc}: removes what uploads left behind. Starting over is harmless, so a takeover begins at the first part again. */
@Singleton
final class UploadGcJob implements Job {

    private static final int UNFINISHED_AT_ONCE = 1000;

    private final UploadedFiles files;

    UploadGcJob(UploadedFiles files) {
        this.files = files;
    }

    @Override
    public JobSpec spec() {
        return JobSpec.every("upload_gc", Duration.ofMinutes(10), Duration.ofMinutes(10));
    }

    @Override
    public boolean work(RunContext run) throws IOException {
        int unfinished = files.collectUnfinished(UNFINISHED_AT_ONCE);
        run.run(batch -> batch.done(unfinished));
        for (int shard = 0; shard < files.shards(); shard++) {
            if (!run.mayGoOn()) {
                return true;
            }
            int deleted = files.collectUnreferenced(shard);
            if (deleted > 0) {
                run.run(batch -> batch.done(deleted));
            }
        }
        return false;
    }
}
