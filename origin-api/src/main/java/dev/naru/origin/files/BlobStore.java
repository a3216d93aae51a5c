package dev.naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/**
 * Where the bytes of files lie, addressed by their SHA-256 (lower-case hex). A blob is immutable, and once {@link #publish} has returned it
 * survives a crash. The port knows nothing of ids, owners and quotas: those are rows of the database, which is the truth about what is readable.
 *
 * <p>Both origin replicas share one store. All methods may be called from any thread and block.
 */
interface BlobStore {

    /**
     * Opens a place for bytes that arrive; it must be closed, which removes what was not published.
     *
     * @param expectedBytes how many will come, 0 when it is not known
     * @throws DiskFullException when there is no space for them
     */
    StagedBlob stage(long expectedBytes) throws IOException;

    /** Makes a sealed staged blob readable under its hash, durably. Publishing the same content again changes nothing. */
    void publish(StagedBlob staged) throws IOException;

    /**
     * A response entity of {@code length} bytes from {@code offset}, in the form that the HTTP layer copies cheapest from this store.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such blob
     */
    Object entity(String sha256, long offset, long length) throws IOException;

    /**
     * The whole blob, to be read by this process.
     *
     * @throws java.nio.file.NoSuchFileException when there is no such blob
     */
    InputStream open(String sha256) throws IOException;

    /** Removes the blob, if it is there. The caller has made sure that no row refers to it and none can begin to. */
    void delete(String sha256) throws IOException;

    /** How many parts the store is divided in for {@link #blobsOf}. */
    int shards();

    /** The hashes in one part of the store that were published before {@code olderThan}. */
    List<String> blobsOf(int shard, Instant olderThan) throws IOException;

    /** Removes at most {@code limit} staged blobs that nobody has written to since {@code olderThan}; returns how many. */
    int sweepStaged(Instant olderThan, int limit) throws IOException;

    /** True for what names a blob. */
    static boolean isSha256(String name) {
        return name.length() == 64 && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
