package dev.naru.origin.files;

import dev.naru.origin.platform.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * One row of {@code files}.
 *
 * <pre>
 *  (none) ──claim──▶ PUBLISHING ──bytes are in the store──▶ READY
 *                     │                └─ with a scanner ─▶ QUARANTINED ──clean──▶ READY
 *                     └── left behind: collected                └── infected: removed; in both cases the quota is given back
 * </pre>
 *
 * Only READY is readable, so an id never points to half a file.
 *
 * @param sha256 of the content, lower-case hex
 * @param type the media type that the magic bytes showed
 * @param member who uploaded it
 * @param isPrivate read with a signed link only
 */
record StoredFile(
        UUID id,
        String sha256,
        long bytes,
        String type,
        int width,
        int height,
        String product,
        String member,
        boolean isPrivate,
        FileStatus status,
        Instant createdAt) {

    static StoredFile of(Row row) {
        return new StoredFile(
                row.uuid("id"),
                row.string("sha256"),
                row.longValue("bytes"),
                row.string("type"),
                row.intValue("width"),
                row.intValue("height"),
                row.string("product"),
                row.string("member_id"),
                row.bool("private"),
                FileStatus.valueOf(row.string("status")),
                row.instant("created_at"));
    }

    /** True when the other upload is a repetition of this one. */
    boolean sameAs(StoredFile other) {
        return id.equals(other.id)
                && sha256.equals(other.sha256)
                && product.equals(other.product)
                && isPrivate == other.isPrivate
                && member.equals(other.member);
    }

    StoredFile with(FileStatus next) {
        return new StoredFile(id, sha256, bytes, type, width, height, product, member, isPrivate, next, createdAt);
    }
}
