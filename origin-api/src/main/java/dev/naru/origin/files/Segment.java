package dev.naru.origin.files;

import java.util.UUID;

/**
 * A piece of a resumable upload: what one undisturbed writer, or several one after the other, put on the disk.
 *
 * @param upload whose piece it is
 * @param writer the token under which it was begun; names the file
 * @param start offset in the upload of its first byte
 * @param end offset after its last byte that counts; the file may be longer by what was never acknowledged
 */
record Segment(UUID upload, long writer, long start, long end) {

    String fileName() {
        return upload + "." + writer + ".segment";
    }

    long bytes() {
        return end - start;
    }
}
