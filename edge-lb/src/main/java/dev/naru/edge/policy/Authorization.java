package dev.naru.edge.policy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.RequestHead;

/** Finds the credentials in a request's Authorization field (RFC 9110 section 11.6.2). Allocates nothing. */
final class Authorization {
    /** There is no field with this scheme. */
    static final int NONE = -1;

    /** There are several fields: who reads the first and who reads the last would see two users. */
    static final int SEVERAL = -2;

    private Authorization() {}

    /**
     * The field that has credentials of a scheme.
     *
     * @param scheme in lower case, with a space behind it
     */
    static int find(byte[] in, RequestHead head, byte[] scheme) {
        Fields fields = head.fields;
        int found = NONE;
        for (int f = 0; f < fields.count; f++) {
            if (fields.id[f] == FieldName.AUTHORIZATION) {
                if (found != NONE) {
                    return SEVERAL;
                }
                found = f;
            }
        }
        return found != NONE && Ascii.startsWithIgnoreCase(in, fields.value[found], fields.valueEnd[found], scheme)
                ? found
                : NONE;
    }
}
