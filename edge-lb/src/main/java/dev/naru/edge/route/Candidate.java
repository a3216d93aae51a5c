package dev.naru.edge.route;

import dev.naru.edge.route.RoutePath.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one route of a site was for one request. The choice itself is {@link Site#route}'s; this only says why, with the
 * same predicates.
 *
 * @param takesPath whether its pattern takes the path
 * @param conditions each one and whether it holds
 * @param chosen whether it took the request
 * @param why one sentence
 */
public record Candidate(Route route, boolean takesPath, List<Verdict> conditions, boolean chosen, String why) {
    /** One condition. */
    public record Verdict(String condition, boolean holds) {}

    /**
     * A user's place in a split.
     *
     * @param toldBy what identified the user
     * @param bucket 0 to 9,999
     */
    public record Bucket(String split, String toldBy, int bucket, String share) {}

    public Candidate {
        conditions = List.copyOf(conditions);
    }

    /** All routes of a site, in the order of the file. */
    public static List<Candidate> of(Site site, Asked asked) {
        Route chosen = site.route(asked);
        List<Candidate> candidates = new ArrayList<>();
        for (Route route : site.routes()) {
            boolean takes = route.path().takes(asked);
            List<Verdict> verdicts = route.conditions().stream()
                    .map(condition -> new Verdict(condition.toString(), condition.holds(asked)))
                    .toList();
            candidates.add(
                    new Candidate(route, takes, verdicts, route == chosen, why(site, route, chosen, takes, verdicts)));
        }
        return candidates;
    }

    /** Where the splits that the site's routes ask for put the user. */
    public static List<Bucket> buckets(Site site, Asked asked) {
        Map<String, Bucket> buckets = new LinkedHashMap<>();
        for (Route route : site.routes()) {
            for (Condition condition : route.conditions()) {
                if (condition instanceof Condition.InShare share) {
                    int bucket = share.split().bucket(asked);
                    String name = share.split().name();
                    buckets.putIfAbsent(
                            name,
                            new Bucket(
                                    name,
                                    share.split().toldBy(asked),
                                    bucket,
                                    share.split().share(bucket)));
                }
            }
        }
        return List.copyOf(buckets.values());
    }

    private static String why(Site site, Route route, @Nullable Route chosen, boolean takes, List<Verdict> verdicts) {
        if (!takes) {
            return "does not take this path";
        }
        for (Verdict verdict : verdicts) {
            if (!verdict.holds()) {
                return "not met: " + verdict.condition();
            }
        }
        if (chosen == null) {
            return "";
        }
        return route == chosen ? whyChosen(site, route) : whyLost(route.path(), chosen.path());
    }

    private static String whyChosen(Site site, Route route) {
        boolean regexes = site.routes().stream().anyMatch(other -> other.path().runs());
        return switch (route.path().kind()) {
            case EXACT -> "an exact path comes before all others";
            case PREFIX ->
                route.path().beforeRegex()
                        ? "the longest prefix, and it comes before regexes"
                        : "the longest prefix" + (regexes ? ", and no regex takes the path" : "");
            case GLOB, REGEX -> "the first regex or glob of the file that takes the path";
        };
    }

    private static String whyLost(RoutePath own, RoutePath winner) {
        if (own.pattern().equals(winner.pattern()) && own.kind() == winner.kind()) {
            return "a route with the same path stands before it";
        }
        if (winner.kind() == Kind.EXACT) {
            return "the exact path comes before it";
        }
        if (winner.runs()) {
            return own.runs() ? "an earlier regex takes the path" : "a regex takes the path";
        }
        return own.runs() ? "the longest prefix comes before regexes" : "a longer prefix takes the path";
    }
}
