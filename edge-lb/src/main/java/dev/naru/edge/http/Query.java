package dev.naru.edge.http;

/** Finds a parameter in the query of a request. Names and values are taken as they were sent, without decoding. Allocates nothing. */
public final class Query {
    private Query() {}

    /**
     * The first parameter of a name.
     *
     * @param b the array that the head was parsed from
     * @return the {@link Stretch} of its value, or {@link Stretch#NONE}
     */
    public static long find(byte[] b, RequestHead head, byte[] name) {
        int end = head.queryEnd;
        int i = head.queryStart + 1; // behind the question mark
        while (i < end) {
            int stop = i;
            while (stop < end && b[stop] != '&') {
                stop++;
            }
            int value = i + name.length + 1;
            if (value <= stop && b[value - 1] == '=' && Ascii.startsWith(b, i, name)) {
                return Stretch.of(value, stop);
            }
            i = stop + 1;
        }
        return Stretch.NONE;
    }
}
