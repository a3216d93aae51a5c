package dev.naru.origin.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects {@code cas/ab/cd/{sha256}} of one bucket. Bytes that still arrive lie in the staging folder of this replica's disk; publishing
 * sends them with {@code If-None-Match: *}, so an object is written once and appears whole. Memory does not depend on the size.
 */
final class S3BlobStore implements BlobStore {

    private static final int SHARDS = 256;
    private static final int NOT_FOUND = 404;
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(2);

    private final S3Client client;
    private final String bucket;
    private final StagingFolder staging;
    private final S3Publication publication;

    S3BlobStore(S3Client client, String bucket, StagingFolder staging) {
        this.client = client;
        this.bucket = bucket;
        this.staging = staging;
        this.publication = new S3Publication(client, bucket);
    }

    static S3BlobStore open(BlobConfig.S3 config, StagingFolder staging) {
        String bucket = config.bucket()
                .orElseThrow(() -> new IllegalStateException("naru.blob.store is s3: set NARU_BLOB_S3_BUCKET"));
        S3ClientBuilder builder = S3Client.builder()
                .region(Region.of(config.region()))
                .forcePathStyle(config.pathStyle())
                // Other servers than AWS do not all know checksums in trailers; the key is the content's hash anyhow.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(SOCKET_TIMEOUT))
                .overrideConfiguration(o -> o.apiCallTimeout(CALL_TIMEOUT));
        config.endpoint().ifPresent(builder::endpointOverride);
        return new S3BlobStore(builder.build(), bucket, staging);
    }

    @Override
    public StagedBlob stage(long expectedBytes) throws IOException {
        return staging.stage(expectedBytes);
    }

    @Override
    public void publish(StagedBlob staged) throws IOException {
        String key = key(staged.sha256());
        asIo(() -> {
            publication.put(key, staged);
            return true;
        });
    }

    @Override
    public Object entity(String sha256, long offset, long length) throws IOException {
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        return asIo(() ->
                client.getObject(get -> get.bucket(bucket).key(key(sha256)).range(range)));
    }

    @Override
    public InputStream open(String sha256) throws IOException {
        return asIo(() -> client.getObject(get -> get.bucket(bucket).key(key(sha256))));
    }

    @Override
    public void delete(String sha256) throws IOException {
        asIo(() -> client.deleteObject(delete -> delete.bucket(bucket).key(key(sha256))));
    }

    @Override
    public int shards() {
        return SHARDS;
    }

    @Override
    public List<String> blobsOf(int shard, Instant olderThan) throws IOException {
        String prefix = "cas/%02x/".formatted(shard);
        return asIo(
                () -> client.listObjectsV2Paginator(list -> list.bucket(bucket).prefix(prefix)).contents().stream()
                        .filter(object -> object.lastModified().isBefore(olderThan))
                        .map(S3Object::key)
                        .map(key -> key.substring(key.lastIndexOf('/') + 1))
                        .filter(BlobStore::isSha256)
                        .toList());
    }

    @Override
    public int sweepStaged(Instant olderThan, int limit) throws IOException {
        int parts = staging.sweep(olderThan, limit);
        // Publications that died with their process; S3 bills for their parts.
        List<MultipartUpload> stale =
                asIo(() -> client.listMultipartUploadsPaginator(list -> list.bucket(bucket)).uploads().stream()
                        .filter(upload -> upload.initiated().isBefore(olderThan))
                        .limit(limit)
                        .toList());
        for (MultipartUpload upload : stale) {
            asIo(() -> client.abortMultipartUpload(
                    abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId())));
        }
        return parts + stale.size();
    }

    private static String key(String sha256) {
        if (!BlobStore.isSha256(sha256)) {
            throw new IllegalArgumentException("not a lower-case hex SHA-256: " + sha256);
        }
        return "cas/" + sha256.substring(0, 2) + "/" + sha256.substring(2, 4) + "/" + sha256;
    }

    private static <T> T asIo(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (NoSuchKeyException e) {
            throw new NoSuchFileException(Optional.ofNullable(e.getMessage()).orElse("no such key"));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                throw new NoSuchFileException(e.getMessage());
            }
            if (e.statusCode() == INSUFFICIENT_STORAGE) {
                throw new DiskFullException("the S3 server has no space", e);
            }
            throw new IOException("S3 answers " + e.statusCode() + ": " + e.getMessage(), e);
        } catch (SdkException e) {
            throw new IOException("S3 does not answer: " + e.getMessage(), e);
        }
    }
}
