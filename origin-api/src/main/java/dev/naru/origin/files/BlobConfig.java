package dev.naru.origin.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where blobs lie ({@code naru.blob.*}). */
@ConfigMapping(prefix = "naru.blob")
interface BlobConfig {

    /** Where blobs are kept. Bytes that still arrive lie in {@link #dir} in either case. */
    enum Kind {
        DISK,
        S3
    }

    @WithDefault("disk")
    Kind store();

    /** The folder of blobs ({@code NARU_BLOB_DIR}); every origin replica sees the same one. It is made when missing. */
    @WithDefault(".data/blobs")
    Path dir();

    /** Bytes of disk that uploads leave free, for the database and logs beside them; an upload that would use them is answered 507. */
    @WithDefault("268435456")
    long minFreeBytes();

    S3 s3();

    /** Credentials are found as the AWS SDK finds them: {@code AWS_ACCESS_KEY_ID}, a profile, the machine's role. */
    interface S3 {

        /** Base URL of a server that speaks S3; without it, AWS. */
        Optional<URI> endpoint();

        @WithDefault("us-east-1")
        String region();

        /** Needed when {@code naru.blob.store} is s3. The bucket must exist. */
        Optional<String> bucket();

        /** The bucket in the path in place of the host name, as servers other than AWS mostly want it. */
        @WithDefault("false")
        boolean pathStyle();
    }
}
