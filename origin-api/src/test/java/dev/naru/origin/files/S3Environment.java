package dev.naru.origin.files;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** An S3 server, and the configuration that keeps blobs in it. */
public class S3Environment implements QuarkusTestResourceLifecycleManager {

    private S3Server server;

    @Override
    public Map<String, String> start() {
        try {
            server = S3Server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Where the SDK looks first.
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
        return Map.of(
                "naru.blob.store",
                "s3",
                "naru.blob.s3.endpoint",
                server.url().toString(),
                "naru.blob.s3.bucket",
                S3Server.BUCKET,
                "naru.blob.s3.path-style",
                "true");
    }

    @Override
    public void stop() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
        if (server != null) {
            server.close();
        }
    }
}
