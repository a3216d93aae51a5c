package dev.naru.origin.files;

import dev.naru.origin.platform.Problem;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts a body's bytes on the disk, then into the row: at each checkpoint, at the end, and also when the sender is cut off, so that whatever arrived
 * counts. With a checksum there is only the end: a chunk that does not match is taken back whole. Memory is one buffer.
 */
@Singleton
final class SegmentWriter {

    private static final Logger LOG = Logger.getLogger(SegmentWriter.class);
    private static final int BUFFER_BYTES = 64 * 1024;
    /** What a crash of the server costs the sender at most. */
    private static final long CHECKPOINT_BYTES = 4 * 1024 * 1024;

    private final ResumableRepository rows;
    private final SegmentFiles files;
    private final UploadPlaces places;
    private final FilesConfig config;

    SegmentWriter(ResumableRepository rows, SegmentFiles files, UploadPlaces places, FilesConfig config) {
        this.rows = rows;
        this.files = files;
        this.places = places;
        this.config = config;
    }

    /**
     * Reads the body to its end.
     *
     * @throws IOException when the disk fails; what was received before is kept
     * @throws Problem when the body is cut, goes on too long, or another request took the upload over
     * @throws WrongTypeException when the upload's first bytes are not of its type
     */
    void write(ResumableRepository.Writer right, @Nullable UploadChecksum checksum, InputStream body)
            throws IOException, WrongTypeException {
        try (UploadPlaces.Place place = places.take();
                SegmentFiles.Appender out =
                        files.append(right.segment(), right.upload().received())) {
            new Copy(right, checksum, out).run(body);
        }
    }

    static Problem beyondEnd(ResumableUpload upload) {
        return new Problem(
                413,
                "body-beyond-length",
                "Content too large",
                "The upload has " + upload.length() + " bytes in all; this body goes beyond them.");
    }

    private final class Copy {
        private final ResumableRepository.Writer right;
        private final ResumableUpload upload;
        private final @Nullable UploadChecksum checksum;
        private final SegmentFiles.Appender out;
        private final long deadlineNanos =
                System.nanoTime() + config.maxUploadTime().toNanos();
        private long written;
        private long kept;

        Copy(ResumableRepository.Writer right, @Nullable UploadChecksum checksum, SegmentFiles.Appender out) {
            this.right = right;
            this.upload = right.upload();
            this.checksum = checksum;
            this.out = out;
            this.written = upload.received();
            this.kept = written;
        }

        void run(InputStream body) throws IOException, WrongTypeException {
            Body source = new Body(body);
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                for (int n = first(source, buffer); n > 0; n = next(source, buffer)) {
                    out.write(buffer, n);
                    written += n;
                    if (checksum != null) {
                        checksum.update(buffer, n);
                    } else if (written - kept >= CHECKPOINT_BYTES && written < upload.length()) {
                        keep(false);
                        files.requireSpace(0);
                    }
                }
            } catch (DiskFullException | Body.CutException e) {
                stopped();
                if (e instanceof Body.CutException cut) {
                    throw cut(upload.id(), cut);
                }
                throw e;
            }
            if (checksum != null && !checksum.holds()) {
                stopped();
                throw new Problem(
                        460,
                        "checksum-mismatch",
                        "Checksum mismatch",
                        "The bytes do not have the digest of Upload-Checksum. Send them again.");
            }
            keep(true);
        }

        private int first(Body source, byte[] buffer) throws IOException, WrongTypeException {
            if (written > 0) {
                return next(source, buffer);
            }
            int most = (int) Math.min(ImageType.SNIFF_BYTES, upload.length());
            int n = source.readFully(buffer, most);
            ImageType declared = ImageType.ofMediaType(upload.type()).orElseThrow();
            if (n == ImageType.SNIFF_BYTES) {
                try {
                    Uploads.requireType(declared, ImageType.sniff(buffer, n));
                } catch (Problem e) {
                    throw new WrongTypeException(e);
                }
            }
            return n;
        }

        private int next(Body source, byte[] buffer) throws IOException {
            long left = upload.length() - written;
            if (left == 0) {
                if (source.read(buffer, 1) > 0) {
                    stopped();
                    throw beyondEnd(upload);
                }
                return -1;
            }
            if (System.nanoTime() - deadlineNanos > 0) {
                stopped();
                throw Problem.unavailable(
                        "upload-pause",
                        "One request may take " + config.maxUploadTime() + ". Go on with another.",
                        1,
                        null);
            }
            return source.read(buffer, (int) Math.min(BUFFER_BYTES, left));
        }

        /** What has come so far counts, unless it was to be checked as a whole or would end the upload with a body that is not right. */
        private void stopped() throws IOException {
            if (checksum != null || written == upload.length()) {
                out.cut(written - kept);
                written = kept;
            }
            keep(true);
        }

        private void keep(boolean done) throws IOException {
            out.force();
            if (!rows.advance(right, written, done, config.resumableFor())) {
                throw Problem.conflict(
                        "upload-taken-over",
                        "Conflict",
                        "Another request goes on with this upload, or has ended it. Ask for the offset.");
            }
            kept = written;
        }

        private static Problem cut(UUID id, IOException e) {
            // The sender is gone or too slow: nobody reads this answer, the log line is what remains.
            LOG.infof("upload %s interrupted: %s", id, e.getMessage());
            return Problem.badRequest("upload-cut", "The body ended before it was complete. Go on from the offset.");
        }
    }

    /** Tells a sender that is gone from a disk that fails. */
    private record Body(InputStream in) {

        static final class CutException extends IOException {
            CutException(IOException cause) {
                super(cause.getMessage(), cause);
            }
        }

        int read(byte[] buffer, int most) throws CutException {
            try {
                return in.read(buffer, 0, most);
            } catch (IOException e) {
                throw new CutException(e);
            }
        }

        int readFully(byte[] buffer, int most) throws CutException {
            try {
                return in.readNBytes(buffer, 0, most);
            } catch (IOException e) {
                throw new CutException(e);
            }
        }
    }
}
