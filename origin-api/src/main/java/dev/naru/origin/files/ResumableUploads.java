package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that go on after an interruption, at any replica. The offset that a client is told is what {@link SegmentWriter} has put on the disk and the
 * row knows of; the last byte makes the file, by the way that every upload takes ({@link Uploads#store}). Whoever hears that all bytes are
 * there may read the file: the offset reaches the length for others only once it is READY.
 */
@Singleton
final class ResumableUploads {

    private static final Logger LOG = Logger.getLogger(ResumableUploads.class);
    /** How long a client that comes back waits for its own last request to let go of what it received. */
    private static final Duration HANDOVER = Duration.ofSeconds(1);

    private static final Duration HANDOVER_LOOK = Duration.ofMillis(50);

    private final ResumableRepository rows;
    private final SegmentFiles files;
    private final SegmentWriter writer;
    private final Uploads uploads;
    private final FilesConfig config;
    private final FileMetrics metrics;

    ResumableUploads(
            ResumableRepository rows,
            SegmentFiles files,
            SegmentWriter writer,
            Uploads uploads,
            FilesConfig config,
            FileMetrics metrics) {
        this.rows = rows;
        this.files = files;
        this.writer = writer;
        this.uploads = uploads;
        this.config = config;
        this.metrics = metrics;
    }

    /** Begins an upload, or finds the one that the same creation began before. */
    ResumableUpload create(ResumableUpload wanted) {
        try {
            if (wanted.length() == 0) {
                throw Problem.unprocessable("empty-file", "A file has at least one byte.");
            }
            uploads.requireSize(wanted.length());
            files.requireSpace(wanted.length());
            ResumableUpload other = rows.create(wanted, config.resumableFor()).orElse(wanted);
            if (!other.sameAs(wanted)) {
                throw Problem.conflict(
                        "file-exists",
                        "Conflict",
                        "The id " + wanted.id() + " already names another upload. Use a new UUID.");
            }
            return find(wanted.id(), wanted.member());
        } catch (IOException e) {
            throw metrics.refused(refusal(wanted.id(), e));
        } catch (Problem e) {
            throw metrics.refused(e);
        }
    }

    /** The upload with an offset that stands still: a request that still writes is waited for, then cut off. */
    ResumableUpload settled(UUID id, String member) {
        ResumableUpload upload = find(id, member);
        long deadlineNanos = System.nanoTime() + HANDOVER.toNanos();
        while (upload.writing() && System.nanoTime() - deadlineNanos < 0) {
            LockSupport.parkNanos(HANDOVER_LOOK.toNanos());
            upload = find(id, member);
        }
        if (upload.writing()) {
            rows.fence(id);
            upload = find(id, member);
        }
        return finishIfComplete(upload);
    }

    /**
     * Appends the body at {@code offset}.
     *
     * @param declaredBytes {@code Content-Length}, −1 when the body is chunked
     * @return the upload after it
     */
    ResumableUpload append(
            UUID id,
            String member,
            long offset,
            long declaredBytes,
            @Nullable UploadChecksum checksum,
            InputStream body) {
        try {
            ResumableUpload upload = find(id, member);
            if (offset != upload.received()) {
                throw offsetMismatch(upload);
            }
            if (declaredBytes > upload.length() - offset) {
                throw SegmentWriter.beyondEnd(upload);
            }
            if (!upload.complete()) {
                ResumableRepository.Writer right = rows.begin(id, offset, config.resumableFor())
                        .orElseThrow(() -> offsetMismatch(find(id, member)));
                writer.write(right, checksum, body);
                upload = find(id, member);
            }
            return finishIfComplete(upload);
        } catch (IOException e) {
            throw metrics.refused(refusal(id, e));
        } catch (WrongTypeException e) {
            discard(id);
            throw metrics.refused(e.problem());
        } catch (Problem e) {
            throw metrics.refused(e);
        }
    }

    /** Ends the upload; what was received is forgotten. A file that it has become stays. */
    void terminate(UUID id, String member) {
        find(id, member);
        discard(id);
    }

    /** Removes expired uploads and segments that nobody needs; returns how many uploads it touched. */
    int collect(Instant olderThan, int limit) throws IOException {
        List<UUID> expired = rows.removeExpired(limit);
        for (UUID id : expired) {
            files.delete(id);
        }
        List<UUID> old = files.uploads(olderThan, limit);
        List<UUID> notNeeded = old.isEmpty() ? List.of() : rows.notNeeded(old);
        for (UUID id : notNeeded) {
            files.delete(id);
        }
        return expired.size() + notNeeded.size();
    }

    /** @throws Problem 404 when the member has no such upload, 410 when it has expired */
    private ResumableUpload find(UUID id, String member) {
        ResumableUpload upload = rows.find(id)
                .filter(found -> found.member().equals(member))
                .orElseThrow(() -> Problem.notFound("You have no upload of this id. Begin a new one."));
        if (upload.expired()) {
            throw gone("This upload has expired. Begin a new one.");
        }
        return upload;
    }

    private ResumableUpload finishIfComplete(ResumableUpload upload) {
        if (!upload.complete() || upload.finished()) {
            return upload;
        }
        ImageType type = ImageType.ofMediaType(upload.type()).orElseThrow();
        Uploads.Announced announced = new Uploads.Announced(
                upload.id(), upload.member(), upload.product(), type, upload.length(), null, upload.isPrivate(), true);
        try (InputStream bytes = files.read(rows.segments(upload))) {
            metrics.accepted(uploads.store(announced, bytes));
        } catch (EOFException | NoSuchFileException e) {
            return lostUnlessFinished(upload, e);
        } catch (IOException e) {
            throw refusal(upload.id(), e);
        } catch (Problem e) {
            if (e.status() < 500) {
                discard(upload.id());
            }
            throw e;
        }
        rows.finish(upload);
        deleteSegments(upload.id());
        return upload;
    }

    /** Another replica may have finished it and removed the segments while this one read them. */
    private ResumableUpload lostUnlessFinished(ResumableUpload upload, IOException failure) {
        if (rows.find(upload.id()).map(ResumableUpload::finished).orElse(false)) {
            return upload;
        }
        LOG.errorf(failure, "upload %s lost: its segments are not what its row says", upload.id());
        discard(upload.id());
        throw gone("The bytes of this upload were lost. Begin a new one.");
    }

    private void discard(UUID id) {
        rows.remove(id);
        deleteSegments(id);
    }

    private void deleteSegments(UUID id) {
        try {
            files.delete(id);
        } catch (IOException e) {
            LOG.warnf(e, "segments of %s stay until upload_gc", id);
        }
    }

    private static Problem refusal(UUID id, IOException e) {
        if (e instanceof DiskFullException) {
            LOG.errorf("upload %s stopped, disk full: %s", id, e.getMessage());
            return new Problem(
                    507,
                    "insufficient-storage",
                    "Insufficient storage",
                    "The server has no space for this file now. What it has received is kept.");
        }
        return Problem.unavailable("storage-failed", "The server cannot store this file now. Try again.", 5, e);
    }

    private static Problem offsetMismatch(ResumableUpload upload) {
        return Problem.conflict("offset-mismatch", "Conflict", "This upload goes on at byte " + upload.received() + ".")
                .with("offset", upload.received());
    }

    private static Problem gone(String detail) {
        return new Problem(410, "upload-gone", "Gone", detail);
    }
}
