package dev.naru.edge.route;

import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.FieldName;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.Lines;
import java.util.Arrays;

/** Undoes a rewrite of the prefix in the {@code Location} of an answer, when it leads back to the same site. */
public final class LocationBack {
    private static final byte[] NAME = Ascii.bytes("Location");
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private LocationBack() {}

    /** Replaces the Location fields of a parsed answer where they lie under the rewritten prefix. */
    public static void apply(Rewrite rewrite, byte[] in, Fields fields, Lines added, RouteTable table, String site) {
        byte[] prefix = rewrite.prefix();
        for (int f = 0; f < fields.count && prefix != null; f++) {
            if (fields.id[f] != FieldName.LOCATION) {
                continue;
            }
            int path = path(in, fields.value[f], fields.valueEnd[f], table, site);
            int rest = path + prefix.length;
            boolean under =
                    path >= 0 && rest <= fields.valueEnd[f] && Arrays.equals(in, path, rest, prefix, 0, prefix.length);
            if (under) {
                added.begin(NAME);
                added.put(in, fields.value[f], path);
                added.put(rewrite.routePrefix(), 0, rewrite.routePrefix().length);
                added.put(in, rest, fields.valueEnd[f]);
                added.end();
                fields.drop(f);
            }
        }
    }

    /** Where the path of a Location begins; -1 when it leads to another site. */
    private static int path(byte[] in, int from, int to, RouteTable table, String site) {
        if (from < to && in[from] == '/') {
            return from + 1 < to && in[from + 1] == '/' ? -1 : from;
        }
        int host = Ascii.startsWithIgnoreCase(in, from, to, HTTP)
                ? from + HTTP.length
                : Ascii.startsWithIgnoreCase(in, from, to, HTTPS) ? from + HTTPS.length : to;
        int end = host;
        while (end < to && in[end] != '/' && in[end] != ':' && in[end] != '@' && in[end] != '?') {
            end++;
        }
        int path = end;
        if (path < to && in[path] == ':') {
            path++;
            while (path < to && in[path] >= '0' && in[path] <= '9') {
                path++;
            }
        }
        Site named = end > host && path < to && in[path] == '/' ? table.site(in, host, end - host) : null;
        return named != null && named.name().equals(site) ? path : -1;
    }
}
