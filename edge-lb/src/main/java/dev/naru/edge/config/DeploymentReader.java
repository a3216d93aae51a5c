package dev.naru.edge.config;

import dev.naru.edge.config.DeploymentConfig.Guard;
import dev.naru.edge.config.DeploymentConfig.Shared;
import dev.naru.edge.config.DeploymentConfig.Signal;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** Reads {@code deployments}; the upstreams are read before. */
final class DeploymentReader {
    private static final List<Integer> STEPS = List.of(10, 25, 50, 75, 100);
    private static final Map<String, Boolean> ENDINGS = Map.of("swap", false, "even", true);

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9:._-]{1,128}");

    private final UpstreamReader upstreams;
    private final NearbyFiles files;
    private final Names names = new Names();

    DeploymentReader(UpstreamReader upstreams, NearbyFiles files) {
        this.upstreams = upstreams;
        this.files = files;
    }

    DeploymentConfig deployment(Section s) {
        String upstream = s.required("upstream", "", Names::parse);
        names.claim(s, "upstream", upstream);
        int groups = upstreams.groups(upstream);
        if (!upstream.isEmpty() && groups == 0) {
            s.refuse("upstream", "no upstream is named " + Texts.quote(upstream));
        } else if (!upstream.isEmpty() && groups != 2) {
            s.refuse("upstream", "a deployment goes between two groups; " + Texts.quote(upstream) + " has " + groups);
        }
        List<Integer> steps = s.integers("steps", 1, 100);
        boolean even = s.choice("then", false, ENDINGS);
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i) < steps.get(i - 1)) {
                s.refuse("steps", "expected rising shares, found " + steps.get(i) + " after " + steps.get(i - 1));
            }
        }
        if (!steps.isEmpty() && steps.getLast() != 100 && !(even && steps.getLast() == 50)) {
            s.refuse("steps", "expected 100 as the last share, or 50 with then: even, found " + steps.getLast());
        }
        long bakeMs = s.integer("bakeMs", 60_000L, 1_000, 86_400_000);
        long maxStepMs = s.integer("maxStepMs", Math.max(1_800_000, bakeMs), 1_000, 604_800_000);
        if (maxStepMs < bakeMs) {
            s.refuse("maxStepMs", "expected at least bakeMs (" + bakeMs + "), found " + maxStepMs);
        }
        return new DeploymentConfig(
                upstream,
                s.required("folder", files.folder(), files::folder),
                s.integer("keepReports", 50, 1, 10_000),
                steps.isEmpty() ? STEPS : steps,
                bakeMs,
                s.integer("minRequests", 100L, 0, 10_000_000),
                maxStepMs,
                s.integer("sharePoints", 5, 1, 50),
                even,
                Objects.requireNonNullElse(s.section("guard", DeploymentReader::guard), Guard.DEFAULTS),
                s.section("signal", DeploymentReader::signal),
                s.section("shared", this::shared));
    }

    private Shared shared(Section s) {
        int leaseMs = s.integer("leaseMs", 5000, 3000, 60_000);
        int timeoutMs = s.integer("timeoutMs", 500, 50, 5000);
        if (leaseMs < 2000 + 3 * timeoutMs) {
            s.refuse(
                    "leaseMs",
                    "expected at least 2000 and three times timeoutMs (" + (2000 + 3 * timeoutMs)
                            + "), so that one answer may be late, found " + leaseMs);
        }
        return new Shared(
                s.required("redis", new HostPort("localhost", 6379), Addresses::service),
                s.optional("passwordFile", files::readable),
                s.optional("key", "naru:deployments", DeploymentReader::key),
                s.optional("edge", Names::parse),
                leaseMs,
                timeoutMs);
    }

    private static String key(String text) {
        if (!KEY.matcher(text).matches()) {
            throw Texts.expected("1 to 128 letters, digits, colons, dots, hyphens and underscores", text);
        }
        return text;
    }

    private static Guard guard(Section s) {
        Guard usual = Guard.DEFAULTS;
        return new Guard(
                s.integer("falseAlarmsPer1000", usual.falseAlarmsPer1000(), 1, 500),
                s.integer("extraErrorsPer1000", usual.extraErrorsPer1000(), 0, 500),
                s.integer("latencyPercent", usual.latencyPercent(), 100, 10_000),
                s.integer("latencySlackMs", usual.latencySlackMs(), 0, 60_000));
    }

    private static Signal signal(Section s) {
        String url = s.required("url", "http://localhost/", DeploymentReader::url);
        Signal.Format format = s.choice("format", Signal.Format.JSON);
        String value = s.required("value", "", DeploymentReader::words);
        Double min = s.optional("min", DeploymentReader::number);
        Double max = s.optional("max", DeploymentReader::number);
        if (!s.has("min") && !s.has("max")) {
            s.refuse("expected min, max or both: without a bound every number is good");
        }
        return new Signal(
                url,
                format,
                value,
                min,
                max,
                s.integer("intervalMs", 5000L, 1000, 600_000),
                s.integer("timeoutMs", 2000L, 100, 60_000),
                s.integer("failures", 3, 1, 100),
                s.choice("silence", true, Map.of("hold", true, "ignore", false)));
    }

    private static String words(String text) {
        if (text.isBlank() || text.length() > 512) {
            throw Texts.expected("1 to 512 characters", text);
        }
        return text;
    }

    private static String url(String text) {
        try {
            URI uri = URI.create(text.replace("{group}", "group"));
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw Texts.expected("a URL of http or https", text);
        }
        throw Texts.expected("a URL of http or https", text);
    }

    private static Double number(String text) {
        try {
            double number = Double.parseDouble(text);
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw Texts.expected("a number", text);
        }
        throw Texts.expected("a number", text);
    }
}
