package dev.naru.edge.policy;

import dev.naru.edge.config.AccessConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.observe.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may link to a route (nginx's {@code valid_referers}): by the host of the Referer field. It keeps honest browsers of other sites away, such as those that show
 * pictures of this one; anybody else writes what it likes into the field, so it protects nothing that has to be secret.
 */
final class RefererCheck implements Gate {
    private static final Refusal REFUSED =
            Refusal.of(Outcome.REFERER_REFUSED, "this route is not for links of other sites");
    private static final byte[] HTTP = Ascii.bytes("http://");
    private static final byte[] HTTPS = Ascii.bytes("https://");

    private final boolean none;
    private final boolean blocked;

    /** Lower-case hosts; one that begins with a dot is for all names that end so. */
    private final byte[][] hosts;

    /** @param siteHosts the hosts of the route's site */
    RefererCheck(List<String> referers, List<String> siteHosts) {
        none = referers.contains(AccessConfig.REFERER_NONE);
        blocked = referers.contains(AccessConfig.REFERER_BLOCKED);
        List<String> patterns = new ArrayList<>(referers);
        patterns.remove(AccessConfig.REFERER_NONE);
        patterns.remove(AccessConfig.REFERER_BLOCKED);
        if (patterns.remove(AccessConfig.REFERER_SITE_HOSTS)) {
            patterns.addAll(siteHosts);
        }
        hosts = patterns.stream()
                .map(pattern -> Ascii.bytes(pattern.startsWith("*") ? pattern.substring(1) : pattern))
                .toArray(byte[][]::new);
    }

    @Override
    public @Nullable Refusal check(GateRequest request) {
        int field = request.head.refererField;
        if (field < 0) {
            return none ? null : REFUSED;
        }
        byte[] in = request.in;
        int from = request.head.fields.value[field];
        int to = request.head.fields.valueEnd[field];
        int start = Ascii.startsWithIgnoreCase(in, from, to, HTTP)
                ? from + HTTP.length
                : Ascii.startsWithIgnoreCase(in, from, to, HTTPS) ? from + HTTPS.length : -1;
        if (start < 0) {
            return blocked ? null : REFUSED;
        }
        return listed(in, start, hostEnd(in, start, to)) ? null : REFUSED;
    }

    private static int hostEnd(byte[] in, int from, int to) {
        int i = from;
        while (i < to && in[i] != '/' && in[i] != ':' && in[i] != '?' && in[i] != '#') {
            i++;
        }
        return i;
    }

    private boolean listed(byte[] in, int from, int to) {
        for (byte[] host : hosts) {
            boolean suffix = host[0] == '.';
            int start = suffix ? to - host.length : from;
            if ((suffix ? start > from : true) && Ascii.equalsIgnoreCase(in, start, to, host)) {
                return true;
            }
        }
        return false;
    }
}
