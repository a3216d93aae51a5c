package dev.naru.origin.files;

import dev.naru.origin.platform.Row;
import java.time.Instant;
import java.util.UUID;

/**
 * One row of {@code resumable_uploads}.
 *
 * <pre>
 *  create ──▶ received = 0 ──PATCH*──▶ received = length ──▶ finished: the file is READY
 *                 └── expired, terminated or refused: the row goes, and the quota is given back
 * </pre>
 *
 * @param id of the upload, and of the file that it becomes
 * @param type the media type that the sender declared
 * @param length bytes of the whole file
 * @param received bytes that are on the disk to stay: the tus offset
 * @param writer token of the newest writer
 * @param writing the newest segment's file may still be written to by somebody
 */
record ResumableUpload(
        UUID id,
        String member,
        String product,
        String type,
        long length,
        boolean isPrivate,
        String metadata,
        long received,
        long writer,
        boolean writing,
        boolean finished,
        boolean expired,
        Instant expiresAt) {

    static ResumableUpload of(Row row) {
        return new ResumableUpload(
                row.uuid("id"),
                row.string("member_id"),
                row.string("product"),
                row.string("type"),
                row.longValue("length"),
                row.bool("private"),
                row.string("metadata"),
                row.longValue("received"),
                row.longValue("writer"),
                row.bool("writing"),
                row.bool("finished"),
                row.bool("expired"),
                row.instant("expires_at"));
    }

    boolean complete() {
        return received == length;
    }

    /** True when the other creation is a repetition of this one. */
    boolean sameAs(ResumableUpload other) {
        return id.equals(other.id)
                && member.equals(other.member)
                && product.equals(other.product)
                && type.equals(other.type)
                && isPrivate == other.isPrivate
                && length == other.length;
    }
}
