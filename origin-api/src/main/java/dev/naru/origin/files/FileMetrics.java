package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;

/** Counts uploads by how they ended ({@code naru_uploads_total}) and the bytes taken ({@code naru_upload_bytes_total}). */
@Singleton
final class FileMetrics {

    private static final String UPLOADS = "naru.uploads";

    private final MeterRegistry registry;

    FileMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void accepted(Uploads.Receipt receipt) {
        registry.counter(UPLOADS, "outcome", receipt.created() ? "created" : "repeated")
                .increment();
        registry.counter("naru.upload.bytes").increment(receipt.file().bytes());
    }

    /** Counts a refusal under its slug, of which there are few, and hands it back to be thrown. */
    Problem refused(Problem problem) {
        registry.counter(UPLOADS, "outcome", problem.slug()).increment();
        return problem;
    }

    void collected(String kind, int count) {
        registry.counter("naru.files.collected", "kind", kind).increment(count);
    }

    void scanned(String verdict) {
        registry.counter("naru.files.scanned", "verdict", verdict).increment();
    }

    void thumbnail(String outcome) {
        registry.counter("naru.thumbnails", "outcome", outcome).increment();
    }
}
