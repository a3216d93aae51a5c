package dev.naru.origin.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where blobs lie ({@code naru.blob.*}). */
@ConfigMapping(prefix = "naru.blob")
interface BlobConfig {

    /** The folder of blobs ({@code NARU_BLOB_DIR}); every origin replica sees the same one. It is made when missing. */
    @WithDefault(".data/blobs")
    Path dir();

    /** Bytes of disk that uploads leave free, for the database and logs beside them; an upload that would use them is answered 507. */
    @WithDefault("268435456")
    long minFreeBytes();
}
