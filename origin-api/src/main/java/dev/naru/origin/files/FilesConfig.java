package dev.naru.origin.files;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Limits of uploads ({@code naru.files.*}). */
@ConfigMapping(prefix = "naru.files")
interface FilesConfig {

    /** Bytes of one file. {@code quarkus.http.limits.max-body-size} must be larger. */
    @WithDefault("10485760")
    long maxBytes();

    /** Pixels of one image, width × height: what a decoder has to hold, at four bytes each. */
    @WithDefault("50000000")
    long maxPixels();

    /** Pixels of an image's longer side. */
    @WithDefault("16384")
    int maxSidePixels();

    /** Bytes of all files of one member. */
    @WithDefault("209715200")
    long memberMaxBytes();

    /** Files of one member. */
    @WithDefault("500")
    long memberMaxFiles();

    /** Uploads that this replica takes at once; one more is answered 503. */
    @WithDefault("64")
    int maxConcurrentUploads();

    /** Longest time that one upload may take, however slowly it drips in. */
    @WithDefault("5m")
    Duration maxUploadTime();

    /** Age at which a staged blob, an unfinished publication or an unreferenced blob is collected. */
    @WithDefault("1h")
    Duration collectAfter();

    /** How long an unfinished resumable upload waits for its sender; each byte that comes starts it anew. */
    @WithDefault("24h")
    Duration resumableFor();

    /** Bytes of a photo in a form (multipart); larger ones go by PUT or tus. */
    @WithDefault("10485760")
    long formMaxBytes();

    /** host:port of clamd; without it nothing is scanned and nothing waits in quarantine. */
    Optional<String> clamd();

    /** Of connecting to the scanner, and of each wait for it. */
    @WithDefault("30s")
    Duration scanTimeout();

    /** How often each replica looks for files to scan and to shrink; {@code off} on those that should not. */
    @WithDefault("1s")
    String workEvery();

    /** After this another replica tries what one has begun; longer than the longest scan or thumbnail. */
    @WithDefault("2m")
    Duration workLease();

    /** Pixels of a thumbnail's longer side. */
    @WithDefault("320")
    int thumbnailSide();

    /** Of decoding one image; then its process is killed. */
    @WithDefault("20s")
    Duration thumbnailTimeout();

    /** Heap of the process that decodes, MiB. */
    @WithDefault("160")
    int thumbnailHeapMb();

    /** Longest life of a signed link to a private file. */
    @WithDefault("24h")
    Duration linkMaxLife();
}
