package dev.naru.edge.route;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.Fields;
import java.util.Arrays;

/**
 * Finds values in a request head without allocating: a place is {@code start << 32 | end} in the array of the head. Cookies
 * and parameters are compared as they were sent, without decoding.
 */
final class Lookup {
    static final long NONE = -1;

    private Lookup() {}

    static int start(long place) {
        return (int) (place >>> 32);
    }

    static int end(long place) {
        return (int) place;
    }

    private static long place(int start, int end) {
        return (long) start << 32 | end;
    }

    /**
     * The value of a header.
     *
     * @param name in lower case
     * @param skip how many fields of the name to pass over
     */
    static long header(Asked asked, byte[] name, int skip) {
        Fields fields = asked.request.fields;
        int left = skip;
        for (int f = 0; f < fields.count; f++) {
            boolean same = fields.id[f] >= 0 // a dropped one reaches no server either
                    && Ascii.equalsIgnoreCase(asked.in, fields.line[f], fields.nameEnd[f], name);
            if (same && left-- == 0) {
                return place(fields.value[f], fields.valueEnd[f]);
            }
        }
        return NONE;
    }

    static long cookie(Asked asked, byte[] name, int skip) {
        Fields fields = asked.request.fields;
        int left = skip;
        for (int f = 0; f < fields.count; f++) {
            if (fields.id[f] != FieldName.COOKIE) {
                continue;
            }
            int at = fields.value[f];
            int stop = fields.valueEnd[f];
            while (at < stop) {
                int end = indexOf(asked.in, ';', at, stop);
                while (at < end && asked.in[at] == ' ') {
                    at++;
                }
                long found = named(asked.in, at, end, name);
                if (found != NONE && left-- == 0) {
                    return found;
                }
                at = end + 1;
            }
        }
        return NONE;
    }

    static long parameter(Asked asked, byte[] name, int skip) {
        int left = skip;
        int at = asked.request.queryStart + 1; // behind the question mark
        int stop = asked.request.queryEnd;
        while (at < stop) {
            int end = indexOf(asked.in, '&', at, stop);
            long found = named(asked.in, at, end, name);
            if (found != NONE && left-- == 0) {
                return found;
            }
            at = end + 1;
        }
        return NONE;
    }

    /** The value of {@code name=value}, or of {@code name} alone, which is empty. */
    private static long named(byte[] in, int from, int to, byte[] name) {
        int equals = indexOf(in, '=', from, to);
        return Arrays.equals(in, from, equals, name, 0, name.length) ? place(Math.min(equals + 1, to), to) : NONE;
    }

    private static int indexOf(byte[] in, char wanted, int from, int to) {
        int i = from;
        while (i < to && in[i] != wanted) {
            i++;
        }
        return i;
    }
}
