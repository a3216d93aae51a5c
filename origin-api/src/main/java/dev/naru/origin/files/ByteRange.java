package dev.naru.origin.files;

import org.jspecify.annotations.Nullable;

/**
 * What of a file a {@code Range} field asks for (RFC 9110 section 14). One range is served; a list of ranges, another unit, or a field that does
 * not parse is answered with the whole file, as section 14.2 allows.
 */
sealed interface ByteRange {

    /** The whole file: 200. */
    record Whole() implements ByteRange {}

    /** Bytes {@code offset} up to {@code offset + length - 1}: 206. */
    record Part(long offset, long length) implements ByteRange {

        /** The {@code Content-Range} of the answer. */
        String contentRange(long size) {
            return "bytes " + offset + "-" + (offset + length - 1) + "/" + size;
        }
    }

    /** No byte of the file lies in the range: 416. */
    record Unsatisfiable() implements ByteRange {}

    /** Reads the field for a file of {@code size} bytes. */
    static ByteRange of(@Nullable String field, long size) {
        if (field == null || !field.startsWith("bytes=") || field.indexOf(',') >= 0) {
            return new Whole();
        }
        String spec = field.substring("bytes=".length()).strip();
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return new Whole();
        }
        long first = number(spec.substring(0, dash));
        long last = number(spec.substring(dash + 1));
        boolean suffix = dash == 0;
        boolean open = dash == spec.length() - 1;
        if (suffix) {
            return last < 0 ? new Whole() : suffix(last, size);
        }
        if (first < 0 || (!open && (last < 0 || last < first))) {
            return new Whole();
        }
        if (first >= size) {
            return new Unsatisfiable();
        }
        long end = open ? size - 1 : Math.min(last, size - 1);
        return new Part(first, end - first + 1);
    }

    private static ByteRange suffix(long count, long size) {
        if (count == 0 || size == 0) {
            return new Unsatisfiable();
        }
        long length = Math.min(count, size);
        return new Part(size - length, length);
    }

    /** The number that the digits write, the largest long when they write more, −1 when they are no digits. */
    private static long number(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
