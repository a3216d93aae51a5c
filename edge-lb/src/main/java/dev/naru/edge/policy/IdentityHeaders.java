package dev.naru.edge.policy;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Fields;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Drops the fields that only the edge may set, whoever sent them. It stands on every route of a configuration that has any, with tokens or without: a back end that
 * believes {@code X-User-Id} must never see one of a client's making. {@code X_User_Id} is dropped too, since CGI and its heirs read it as the same name.
 */
final class IdentityHeaders implements Gate {
    private final byte[][] names;

    /** @param names in any case */
    IdentityHeaders(Collection<String> names) {
        this.names = names.stream()
                .map(name -> Ascii.bytes(name.toLowerCase(Locale.ROOT).replace('_', '-')))
                .distinct()
                .toArray(byte[][]::new);
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        Fields fields = request.head.fields;
        for (int f = 0; f < fields.count; f++) {
            for (byte[] name : names) {
                if (same(request.in, fields.line[f], fields.nameEnd[f], name)) {
                    fields.drop(f);
                    break;
                }
            }
        }
        return null;
    }

    private static boolean same(byte[] in, int from, int to, byte[] name) {
        if (to - from != name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            byte c = in[from + i];
            int plain = c >= 'A' && c <= 'Z' ? c + 32 : c == '_' ? '-' : c;
            if (plain != name[i]) {
                return false;
            }
        }
        return true;
    }
}
