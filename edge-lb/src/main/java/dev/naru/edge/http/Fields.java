package dev.naru.edge.http;

/**
 * The header fields of one message as offsets into the caller's array; reused for every message on a loop, never across threads.
 * Field {@code i}: its line is {@code [line[i], line[i + 1])} with the CRLF, its name {@code [line[i], nameEnd[i])}, its value
 * {@code [value[i], valueEnd[i])} without white space around it.
 */
public final class Fields {
    private final int max;
    public final int[] line;
    public final int[] nameEnd;
    public final int[] value;
    public final int[] valueEnd;
    public final byte[] id;
    public int count;

    /** @param max most fields a message may have, 1 to 1000 */
    public Fields(int max) {
        this.max = max;
        line = new int[max + 1];
        nameEnd = new int[max];
        value = new int[max];
        valueEnd = new int[max];
        id = new byte[max];
    }

    void clear() {
        count = 0;
    }

    /** The first field of a name, given in lower case, that is not dropped; -1 when there is none. */
    public int find(byte[] b, byte[] lower) {
        for (int f = 0; f < count; f++) {
            if (id[f] >= 0 && Ascii.equalsIgnoreCase(b, line[f], nameEnd[f], lower)) {
                return f;
            }
        }
        return -1;
    }

    /** The only field of a name; -1 when there is none, or more than one. */
    public int only(byte name) {
        int found = -1;
        for (int f = 0; f < count; f++) {
            if (id[f] == name) {
                if (found >= 0) {
                    return -1;
                }
                found = f;
            }
        }
        return found;
    }

    /** Marks every field of a name so that no writer passes it on. */
    public void dropAll(byte name) {
        for (int f = 0; f < count; f++) {
            if (id[f] == name) {
                drop(f);
            }
        }
    }

    /** Marks a field so that no writer passes it on. */
    public void drop(int field) {
        id[field] = MessageHead.DROPPED;
    }

    /**
     * Parses the field lines from {@code at} to the empty line.
     *
     * @return the index after the empty line; 0 when it is not there yet; a negative {@code -1 - ordinal} of the {@link HeadError}
     */
    int parse(byte[] b, int at, int end) {
        int i = at;
        while (true) {
            if (i >= end) {
                return 0;
            }
            if (b[i] == '\r') {
                if (i + 1 >= end) {
                    return 0;
                }
                line[count] = i;
                return b[i + 1] == '\n' ? i + 2 : refuse(HeadError.BARE_CR);
            }
            if (b[i] == ' ' || b[i] == '\t') {
                return refuse(count == 0 ? HeadError.BAD_FIELD_NAME : HeadError.OBS_FOLD);
            }
            if (b[i] == '\n') {
                return refuse(HeadError.BARE_LF);
            }
            if (count == max) {
                return refuse(HeadError.TOO_MANY_FIELDS);
            }
            i = parseLine(b, i, end);
            if (i <= 0) {
                return i;
            }
        }
    }

    private int parseLine(byte[] b, int start, int end) {
        int i = start;
        int hash = 0;
        boolean underscore = false;
        byte c;
        while (true) {
            if (i >= end) {
                return 0;
            }
            c = Ascii.TOKEN[b[i] & 0xff];
            if (c == 0) {
                break;
            }
            underscore |= c == '_';
            hash = FieldName.hash(hash, c);
            i++;
        }
        if (b[i] != ':' || i == start) {
            return refuse(HeadError.BAD_FIELD_NAME);
        }
        byte found = FieldName.find(b, start, i, hash);
        if (underscore && found != FieldName.OTHER) {
            return refuse(HeadError.AMBIGUOUS_NAME);
        }
        int nameStop = i++;
        while (i < end && (b[i] == ' ' || b[i] == '\t')) {
            i++;
        }
        int valueStart = i;
        i = Ascii.firstControl(b, i, end);
        while (i < end && b[i] == '\t') {
            i = Ascii.firstControl(b, i + 1, end);
        }
        if (i >= end) {
            return 0;
        }
        if (b[i] == '\n') {
            return refuse(HeadError.BARE_LF);
        }
        if (b[i] != '\r') {
            return refuse(HeadError.BAD_FIELD_VALUE);
        }
        if (i + 1 >= end) {
            return 0;
        }
        if (b[i + 1] != '\n') {
            return refuse(HeadError.BARE_CR);
        }
        int valueStop = i;
        while (valueStop > valueStart && (b[valueStop - 1] == ' ' || b[valueStop - 1] == '\t')) {
            valueStop--;
        }
        int n = count++;
        line[n] = start;
        nameEnd[n] = nameStop;
        value[n] = valueStart;
        valueEnd[n] = valueStop;
        id[n] = found;
        return i + 2;
    }

    static int refuse(HeadError error) {
        return -1 - error.ordinal();
    }

    /** The error behind a negative result of a parse. */
    static HeadError errorOf(int result) {
        return ERRORS[-1 - result];
    }

    private static final HeadError[] ERRORS = HeadError.values();
}
