package dev.naru.origin.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/** Against an S3 server that is not ours, in a process of its own. */
class S3BlobStoreTest extends BlobStoreContract {

    private static S3Server server;
    private static S3Client client;

    private S3BlobStore store;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
        client = server.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @BeforeEach
    void open() {
        store = new S3BlobStore(client, S3Server.BUCKET, new StagingFolder(dir, 0));
    }

    @Override
    BlobStore store() {
        return store;
    }

    @Test
    void abortsPublicationsThatDiedWithTheirProcess() throws IOException {
        client.createMultipartUpload(create -> create.bucket(S3Server.BUCKET).key("cas/ab/cd/dead"));
        store.sweepStaged(Instant.now().minusSeconds(3600), 10);
        assertEquals(1, uploads());
        assertEquals(1, store.sweepStaged(Instant.now().plusSeconds(60), 10));
        assertEquals(0, uploads());
    }

    private static int uploads() {
        return client.listMultipartUploads(list -> list.bucket(S3Server.BUCKET))
                .uploads()
                .size();
    }
}
