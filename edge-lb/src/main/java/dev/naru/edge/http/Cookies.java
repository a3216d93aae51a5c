package dev.naru.edge.http;

/** Finds a cookie in the Cookie fields of a request (RFC 6265 §4.2.1). Allocates nothing. */
public final class Cookies {
    private Cookies() {}

    /**
     * The first cookie of a name, compared with case.
     *
     * @param b the array that the fields were parsed from
     * @return the {@link Stretch} of its value, or {@link Stretch#NONE}
     */
    public static long find(byte[] b, Fields fields, byte[] name) {
        for (int f = 0; f < fields.count; f++) {
            if (fields.id[f] == FieldName.COOKIE) {
                long found = find(b, fields.value[f], fields.valueEnd[f], name);
                if (found != Stretch.NONE) {
                    return found;
                }
            }
        }
        return Stretch.NONE;
    }

    private static long find(byte[] b, int start, int end, byte[] name) {
        int i = start;
        while (i < end) {
            int stop = i;
            while (stop < end && b[stop] != ';') {
                stop++;
            }
            int value = i + name.length + 1;
            if (value <= stop && b[value - 1] == '=' && Ascii.startsWith(b, i, name)) {
                return Stretch.of(value, stop);
            }
            i = stop + 1;
            while (i < end && b[i] == ' ') {
                i++;
            }
        }
        return Stretch.NONE;
    }
}
