/**
 * Uploaded files. {@link dev.naru.origin.files.UploadedFiles} is the facade; {@code FilesResource} serves {@code /files}.
 *
 * <pre>
 * PUT ─▶ Uploads ─▶ StagedBlob (hash while writing) ─▶ checks ─▶ fsync
 *          └─▶ FileRepository.claim: row PUBLISHING, quota ─▶ BlobStore.publish: rename ─▶ row READY
 * GET ─▶ row READY ─▶ BlobStore.entity: sendfile
 * upload_gc ─▶ FileCollector: stale staged blobs, publications left behind, blobs without a row
 * </pre>
 *
 * The row is the truth and is claimed before the blob is published, so every published blob of a live upload is referred to. Another store, such as S3,
 * is another {@code BlobStore}.
 */
@org.jspecify.annotations.NullMarked
package dev.naru.origin.files;
