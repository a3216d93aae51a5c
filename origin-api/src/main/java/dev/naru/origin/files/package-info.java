/**
 * Uploaded files. {@link dev.naru.origin.files.UploadedFiles} is the facade; {@code FilesResource}, {@code FileReading}, {@code FormResource} and
 * {@code TusResource} serve {@code /files}.
 *
 * <pre>
 * PUT, form ─▶ Uploads ─▶ StagedBlob (hash while writing) ─▶ checks ─▶ fsync
 *                └─▶ FileRepository.claim: row PUBLISHING, quota ─▶ BlobStore.publish: rename ─▶ row READY, or QUARANTINED
 * tus ─▶ ResumableUploads ─▶ SegmentWriter (segments on disk, then the row's offset) ─▶ after the last byte: Uploads
 * GET ─▶ row READY ─▶ BlobStore.entity: sendfile, or a stream from S3
 * FileWorker ─▶ Scanner, Thumbnails ─▶ ThumbnailProcess (a JVM of its own)
 * upload_gc ─▶ FileCollector: what nobody needs of all of these
 * </pre>
 *
 * The row is the truth and is claimed before the blob is published, so every published blob of a live upload is referred to.
 */
@org.jspecify.annotations.NullMarked
package dev.naru.origin.files;
