package dev.naru.edge.route;

import dev.naru.edge.config.ConditionsConfig;
import dev.naru.edge.config.FieldCondition;
import dev.naru.edge.config.SplitConfig;
import dev.naru.edge.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One thing that a request must be for a route to take it. Immutable; allocates nothing but where an expression runs. */
sealed interface Condition permits Condition.MethodIn, Condition.SchemeIs, FieldTest, Condition.InShare {
    /** No conditions. */
    Condition[] NONE = {};

    boolean holds(Asked asked);

    /** All conditions of a route, the cheap ones first. */
    static Condition[] of(ConditionsConfig when) {
        List<Condition> all = new ArrayList<>();
        if (!when.methods().isEmpty()) {
            all.add(new MethodIn(Route.withHead(when.methods())));
        }
        if (!when.scheme().isEmpty()) {
            all.add(new SchemeIs(when.scheme()));
        }
        add(all, FieldTest.Source.HEADER, when.headers());
        add(all, FieldTest.Source.COOKIE, when.cookies());
        add(all, FieldTest.Source.QUERY, when.query());
        ConditionsConfig.SplitShare share = when.split();
        if (share != null) {
            all.add(InShare.of(share.split(), share.share()));
        }
        return all.isEmpty() ? NONE : all.toArray(Condition[]::new);
    }

    private static void add(List<Condition> all, FieldTest.Source source, List<FieldCondition> conditions) {
        conditions.forEach(condition -> all.add(new FieldTest(source, condition)));
    }

    /** The method is one of some. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record MethodIn(List<String> names, byte[][] methods) implements Condition {
        MethodIn(List<String> names) {
            this(
                    names,
                    names.stream()
                            .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                            .toArray(byte[][]::new));
        }

        @Override
        public boolean holds(Asked asked) {
            RequestHead r = asked.request;
            for (byte[] method : methods) {
                if (Arrays.equals(method, 0, method.length, asked.in, r.methodStart, r.methodEnd)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "method " + String.join(" or ", names);
        }
    }

    /** The client came over TLS, or did not. */
    record SchemeIs(String scheme) implements Condition {
        @Override
        public boolean holds(Asked asked) {
            return asked.https == scheme.equals("https");
        }

        @Override
        public String toString() {
            return "scheme " + scheme;
        }
    }

    /** The user falls into one share of a split: buckets {@code [from, to)}. */
    record InShare(Split split, String share, int from, int to) implements Condition {
        static InShare of(SplitConfig config, int share) {
            int from = config.shares().subList(0, share).stream()
                    .mapToInt(SplitConfig.Share::buckets)
                    .sum();
            SplitConfig.Share own = config.shares().get(share);
            return new InShare(new Split(config), own.name(), from, from + own.buckets());
        }

        @Override
        public boolean holds(Asked asked) {
            int bucket = split.bucket(asked);
            return bucket >= from && bucket < to;
        }

        @Override
        public String toString() {
            return "split " + split.name() + "/" + share + " (buckets " + from + " to " + (to - 1) + ")";
        }
    }
}
