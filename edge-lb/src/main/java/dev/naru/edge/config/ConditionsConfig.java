package dev.naru.edge.config;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a request must be, beside its path, for a route to take it. All of them hold at once; a route whose conditions do
 * not hold is passed over, and the next one that takes the path is asked.
 *
 * @param methods upper case; empty is any
 * @param scheme {@code http} or {@code https}, as the client speaks to this edge; empty is any
 * @param split the share of users it is for; null is all
 */
public record ConditionsConfig(
        List<String> methods,
        String scheme,
        List<FieldCondition> headers,
        List<FieldCondition> cookies,
        List<FieldCondition> query,
        @Nullable SplitShare split) {

    /** Any request. */
    public static final ConditionsConfig ANY =
            new ConditionsConfig(List.of(), "", List.of(), List.of(), List.of(), null);

    /** One share of a split. */
    public record SplitShare(SplitConfig split, int share) {}

    public ConditionsConfig {
        methods = List.copyOf(methods);
        headers = List.copyOf(headers);
        cookies = List.copyOf(cookies);
        query = List.copyOf(query);
    }

    /** Whether it takes any request. */
    public boolean any() {
        return equals(ANY);
    }

    /** Whether every request that {@code narrower} takes is taken by this one too. */
    boolean covers(ConditionsConfig narrower) {
        return (methods.isEmpty() || (!narrower.methods.isEmpty() && methods.containsAll(narrower.methods)))
                && (scheme.isEmpty() || scheme.equals(narrower.scheme))
                && narrower.headers.containsAll(headers)
                && narrower.cookies.containsAll(cookies)
                && narrower.query.containsAll(query)
                && (split == null || split.equals(narrower.split));
    }

    Stream<FieldCondition> fields() {
        return Stream.of(headers, cookies, query).flatMap(List::stream);
    }
}
