package dev.naru.edge.route;

import com.google.re2j.Matcher;
import dev.naru.edge.config.RewriteConfig;
import dev.naru.edge.http.Ascii;
import org.jspecify.annotations.Nullable;

/**
 * What a request's target becomes on its way to an upstream. Immutable.
 *
 * @param prefix replaces the route's own; null when the path is composed or kept
 * @param routePrefix the route's own
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Rewrite(RewriteConfig config, byte @Nullable [] prefix, byte[] routePrefix) {
    static Rewrite of(RewriteConfig config, RoutePath path) {
        return new Rewrite(
                config, config.prefix().isEmpty() ? null : Ascii.bytes(config.prefix()), Ascii.bytes(path.pattern()));
    }

    /** Whether Location of the answer is brought back. */
    public boolean location() {
        return config.location();
    }

    /** The composed path; null when it is not composed. */
    @Nullable
    String path(@Nullable Matcher captures) {
        return config.to() == null ? null : Composed.text(config.to(), captures, false);
    }

    /** The new query without question mark; null when the client's is kept. */
    @Nullable
    String query(@Nullable Matcher captures) {
        return config.query() == null ? null : Composed.text(config.query(), captures, true);
    }
}
