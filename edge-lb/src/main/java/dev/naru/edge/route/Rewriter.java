package dev.naru.edge.route;

import com.google.re2j.Matcher;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.PathNormalizer;
import dev.naru.edge.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request another target while its head is written. What comes out is normalised as a client's path is, so no rewrite
 * leaves the tree of its upstream; one that would be no valid target is refused. One per loop; not thread-safe.
 */
public final class Rewriter {
    private static final byte[] NONE = {};

    private final byte[] raw;
    private final byte[] result;
    private final PathNormalizer normalizer;

    private byte[] path = NONE;
    private int pathStart;
    private int pathEnd;
    private int queryStart;
    private int queryEnd;

    /** @param maxBytes of a target */
    public Rewriter(int maxBytes) {
        raw = new byte[maxBytes];
        result = new byte[maxBytes];
        normalizer = new PathNormalizer(maxBytes);
    }

    /** Changes the target of the head; false when the result is none, and nothing was changed. */
    public boolean apply(Rewrite rewrite, Route route, Asked asked) {
        RequestHead head = asked.request;
        boolean composes = rewrite.config().to() != null || rewrite.config().query() != null;
        Matcher captures = composes ? route.path().captures(asked) : null;
        int length = putPath(rewrite, captures, head);
        int n = length < 0 ? -1 : normalizer.normalize(raw, 0, length);
        String query = rewrite.query(captures);
        int queryLength = query == null || query.isEmpty() ? 0 : query.length() + 1;
        if (n < 0 || n + queryLength > result.length) {
            return false;
        }
        System.arraycopy(normalizer.buffer(), 0, result, 0, n);
        if (queryLength > 0) {
            result[n] = '?';
            Ascii.put(result, n + 1, Ascii.bytes(String.valueOf(query)));
            if (!PathNormalizer.validPercents(result, n, n + queryLength)) {
                return false;
            }
        }
        keep(head);
        head.path = result;
        head.pathStart = 0;
        head.pathEnd = n + queryLength;
        if (query != null) {
            head.queryEnd = head.queryStart; // the writer puts the path, and the query with it
        }
        return true;
    }

    /** Puts the new path into {@link #raw}; returns its length, or -1 when it has no room there. */
    private int putPath(Rewrite rewrite, @Nullable Matcher captures, RequestHead head) {
        String composed = rewrite.path(captures);
        byte[] first = composed != null ? Ascii.bytes(composed) : rewrite.prefix() != null ? rewrite.prefix() : NONE;
        int from = composed != null
                ? head.pathEnd
                : head.pathStart + (rewrite.prefix() != null ? rewrite.routePrefix().length : 0);
        int rest = head.pathEnd - from;
        if (first.length + rest > raw.length) {
            return -1;
        }
        System.arraycopy(head.path, from, raw, Ascii.put(raw, 0, first), rest);
        return first.length + rest;
    }

    private void keep(RequestHead head) {
        path = head.path;
        pathStart = head.pathStart;
        pathEnd = head.pathEnd;
        queryStart = head.queryStart;
        queryEnd = head.queryEnd;
    }

    /** Gives the head its own target back: whatever looks at it later sees what the client asked. */
    public void restore(RequestHead head) {
        head.path = path;
        head.pathStart = pathStart;
        head.pathEnd = pathEnd;
        head.queryStart = queryStart;
        head.queryEnd = queryEnd;
    }
}
