package dev.naru.edge.config;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the routes of one site that contradict each other or themselves: what no request can reach, and redirects that lead
 * back to themselves. Says only what is certain.
 */
final class RouteChecks {
    private record Entry(
            Section section, RouteConfig route, @Nullable RegexShape shape) {
        PathMatch path() {
            return route.path();
        }

        /** The key that its pattern stands under. */
        String key() {
            return switch (path()) {
                case ExactPath _, PrefixPath _ -> "path";
                case GlobPath _ -> "glob";
                case RegexPath _ -> "regex";
            };
        }
    }

    private final List<String> hosts;
    private final Set<String> schemes;
    private final List<Entry> entries = new ArrayList<>();

    /** @param schemes of all listeners */
    RouteChecks(List<String> hosts, Set<String> schemes) {
        this.hosts = hosts;
        this.schemes = schemes;
    }

    void add(Section section, RouteConfig route) {
        RegexShape shape =
                switch (route.path()) {
                    case RegexPath regex -> RegexShape.of(regex.pattern());
                    case GlobPath glob -> RegexShape.of(glob.pattern());
                    case ExactPath _, PrefixPath _ -> null;
                };
        Entry entry = new Entry(section, route, shape);
        entries.add(entry);
        if (shape != null && !shape.literal().isEmpty() && !shape.literal().startsWith("/")) {
            section.refuse(entry.key(), "never matches: every path begins with a slash");
        } else if (shape != null && shape.literal().indexOf('?') >= 0) {
            section.refuse(entry.key(), "never matches: a path has no query in it; use when.query");
        }
        List<String> wanted = route.when().methods();
        if (!wanted.isEmpty() && !route.methods().isEmpty() && wanted.stream().noneMatch(m -> takes(route, m))) {
            section.refuse("when", "the route takes none of the methods that it is for; leave out methods");
        }
    }

    private static boolean takes(RouteConfig route, String method) {
        return route.methods().contains(method)
                || (method.equals("HEAD") && route.methods().contains("GET"));
    }

    /** To be called when all routes of the site are read. */
    void finish() {
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            for (int k = 0; k < entries.size(); k++) {
                if (k != i && hides(k, i)) {
                    refuseHidden(entry, entries.get(k));
                    break;
                }
            }
            if (entry.route().action() instanceof RedirectConfig redirect) {
                checkLoop(entry, redirect);
            }
        }
    }

    private static void refuseHidden(Entry hidden, Entry by) {
        boolean samePath = hidden.path().path().equals(by.path().path());
        if (samePath && hidden.route().when().equals(by.route().when())) {
            hidden.section()
                    .refuse(
                            hidden.key(),
                            Texts.quote(hidden.path().path()) + " is taken by "
                                    + by.section().path());
            return;
        }
        hidden.section()
                .refuse(
                        hidden.key(),
                        "no request can reach this route: " + by.section().path() + " (" + by.key() + " "
                                + by.path().path() + ") takes each one first; "
                                + (samePath
                                        ? "put the one with conditions first"
                                        : "remove one, or give it conditions"));
    }

    /** Whether the first route takes every request that the second one would take. */
    private boolean hides(int first, int second) {
        Entry a = entries.get(first);
        Entry b = entries.get(second);
        if (!a.route().when().covers(b.route().when())) {
            return false;
        }
        RegexShape regexA = a.shape();
        RegexShape regexB = b.shape();
        if (regexA != null && regexB != null) {
            boolean wider = a.path().path().equals(b.path().path())
                    || (regexA.all()
                            && !regexA.literal().isEmpty()
                            && regexB.literal().startsWith(regexA.literal()));
            return first < second && wider;
        }
        if (regexA != null) {
            return b.path() instanceof PrefixPath prefix
                    && !prefix.beforeRegex()
                    && regexA.all()
                    && !regexA.literal().isEmpty()
                    && prefix.path().startsWith(regexA.literal());
        }
        if (regexB != null) {
            return switch (a.path()) {
                case ExactPath exact -> regexB.only() && regexB.literal().equals(exact.path());
                case PrefixPath prefix ->
                    prefix.beforeRegex() && regexB.literal().startsWith(prefix.path()) && noLongerPrefix(prefix);
                case RegexPath _, GlobPath _ -> false;
            };
        }
        boolean sameKind = a.path().getClass() == b.path().getClass();
        return first < second && sameKind && a.path().path().equals(b.path().path());
    }

    /** A longer prefix could send a path on to the regexes. */
    private boolean noLongerPrefix(PrefixPath prefix) {
        return entries.stream()
                .map(Entry::path)
                .noneMatch(path -> path instanceof PrefixPath longer
                        && longer.path().length() > prefix.path().length()
                        && longer.path().startsWith(prefix.path()));
    }

    private void checkLoop(Entry entry, RedirectConfig redirect) {
        String only = entry.route().when().scheme();
        switch (redirect.target()) {
            case RedirectTarget.Fixed fixed -> {
                URI to = URI.create(fixed.location().replaceAll("[^!-~]|[\\[\\]{}|\\\\^`\"<>%]", "_"));
                String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
                boolean here = to.getScheme() == null || hosts.contains(String.valueOf(to.getHost()));
                boolean sameScheme = to.getScheme() == null
                        || (schemes.contains(to.getScheme()) && !otherScheme(only, to.getScheme()));
                if (here && sameScheme && entry.route().when().query().isEmpty() && lastOfPath(entry, path)) {
                    String message = "redirects to a URL that this route takes again, in a loop";
                    if (to.getScheme() == null) {
                        entry.section().refuse("redirect", message);
                    } else {
                        entry.section().warn("redirect", message + "; when: { scheme: … } would end it");
                    }
                }
            }
            case RedirectTarget.SameUrl same -> {
                if (schemes.contains(same.scheme()) && !otherScheme(only, same.scheme())) {
                    String other = same.scheme().equals("https") ? "http" : "https";
                    entry.section()
                            .warn(
                                    "redirect",
                                    "who comes over " + same.scheme() + " is sent to the URL it asked for, in a loop;"
                                            + " add when: { scheme: " + other + " }");
                }
            }
            case RedirectTarget.Composed _ -> {} // what it becomes depends on the request
        }
    }

    private static boolean otherScheme(String only, String scheme) {
        return !only.isEmpty() && !only.equals(scheme);
    }

    /** Whether the route takes the path, and no other one could take it first. */
    private boolean lastOfPath(Entry entry, String path) {
        return entry.path().takes(path)
                && entries.stream()
                        .filter(other ->
                                !other.route().name().equals(entry.route().name())
                                        && other.path().takes(path))
                        .allMatch(other -> entry.path() instanceof ExactPath
                                || (other.path() instanceof PrefixPath
                                        && entry.path() instanceof PrefixPath
                                        && other.path().path().length()
                                                < entry.path().path().length()));
    }
}
