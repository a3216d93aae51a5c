package dev.naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Sends a staged blob to S3, small ones whole, large ones in parts that are read from the disk as they are sent. */
record S3Publication(S3Client client, String bucket) {

    private static final Logger LOG = Logger.getLogger(S3Publication.class);
    private static final long PART_BYTES = 16L * 1024 * 1024;
    /** S3's own limit. */
    private static final int MAX_PARTS = 10_000;

    private static final int NOT_FOUND = 404;
    private static final int PRECONDITION_FAILED = 412;

    private static final String TYPE = "application/octet-stream";

    /**
     * Returns when the object is there, by this call or an earlier one.
     *
     * @throws SdkException when S3 refuses or does not answer
     */
    void put(String key, StagedBlob staged) {
        if (exists(key)) {
            return;
        }
        try {
            if (staged.bytes() <= PART_BYTES) {
                RequestBody body =
                        RequestBody.fromContentProvider(slice(staged.path(), 0, staged.bytes()), staged.bytes(), TYPE);
                client.putObject(put -> put.bucket(bucket).key(key).ifNoneMatch("*"), body);
            } else {
                putInParts(key, staged);
            }
        } catch (S3Exception e) {
            if (e.statusCode() != PRECONDITION_FAILED) {
                throw e;
            }
            // Somebody else published the same content meanwhile.
        }
    }

    private boolean exists(String key) {
        try {
            client.headObject(head -> head.bucket(bucket).key(key));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void putInParts(String key, StagedBlob staged) {
        String id = client.createMultipartUpload(create -> create.bucket(bucket).key(key))
                .uploadId();
        try {
            long size = Math.max(PART_BYTES, Math.ceilDiv(staged.bytes(), (long) MAX_PARTS));
            List<CompletedPart> parts = new ArrayList<>();
            for (long from = 0; from < staged.bytes(); from += size) {
                parts.add(part(key, id, parts.size() + 1, staged, from, Math.min(size, staged.bytes() - from)));
            }
            client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .ifNoneMatch("*")
                    .multipartUpload(upload -> upload.parts(parts)));
        } catch (SdkException e) {
            abort(key, id);
            throw e;
        }
    }

    private CompletedPart part(String key, String id, int number, StagedBlob staged, long from, long bytes) {
        RequestBody body = RequestBody.fromContentProvider(slice(staged.path(), from, bytes), bytes, TYPE);
        String tag = client.uploadPart(
                        part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number), body)
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    private void abort(String key, String id) {
        try {
            client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            LOG.warnf("parts of %s stay in S3 until upload_gc: %s", key, e.getMessage());
        }
    }

    /** Read anew for each try. */
    private static ContentStreamProvider slice(Path file, long from, long bytes) {
        return () -> {
            try {
                FileChannel channel =
                        FileChannel.open(file, StandardOpenOption.READ).position(from);
                return new Slice(Channels.newInputStream(channel), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The next so many bytes of a stream. */
    private static final class Slice extends InputStream {

        private final InputStream in;
        private long left;

        Slice(InputStream in, long bytes) {
            this.in = in;
            this.left = bytes;
        }

        @Override
        public int read() throws IOException {
            int read = left == 0 ? -1 : in.read();
            left -= read < 0 ? 0 : 1;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(buffer, offset, (int) Math.min(length, left));
            left -= Math.max(read, 0);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
