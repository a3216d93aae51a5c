package dev.naru.edge.config;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the whole file: upstreams before sites, because routes name them. */
final class EdgeReader {
    private final NearbyFiles files;

    EdgeReader(NearbyFiles files) {
        this.files = files;
    }

    EdgeConfig edge(Section s) {
        List<Cidr> trustedProxies = s.texts("trustedProxies", Cidr::parse);
        ListenerReader listeners = new ListenerReader(files, !trustedProxies.isEmpty());
        UpstreamReader upstreams = new UpstreamReader(files);
        AccessPolicies policies = new AccessPoliciesReader(files).policies(s);
        AccessReader access = new AccessReader(policies);
        List<ListenerConfig> listening = s.requiredSections("listeners", listeners::listener);
        SplitReader splits = new SplitReader();
        s.sections("splitClients", splits::split);
        SiteReader sites = new SiteReader(
                new RouteReader(upstreams, splits, schemes(listening), access, files),
                files,
                listening.stream().anyMatch(listener -> listener.tls() != null));
        EdgeConfig config = new EdgeConfig(
                listening,
                s.section("admin", listeners::admin),
                s.sections("upstreams", upstreams::upstream),
                s.requiredSections("sites", sites::site),
                Objects.requireNonNullElse(s.section("limits", EdgeReader::limits), LimitsConfig.DEFAULTS),
                Objects.requireNonNullElse(s.section("runtime", EdgeReader::runtime), RuntimeConfig.DEFAULTS),
                Objects.requireNonNullElse(s.section("accessLog", this::accessLog), AccessLogConfig.DEFAULTS),
                trustedProxies,
                policies,
                s.sections("deployments", new DeploymentReader(upstreams, files)::deployment),
                Objects.requireNonNullElse(s.section("dns", EdgeReader::dns), DnsConfig.DEFAULTS),
                s.section("tracing", EdgeReader::tracing));
        if (s.has("deployments") && !s.has("admin")) {
            s.refuse("deployments", "expected admin too: without it nobody could start one");
        }
        upstreams.warnUnused();
        splits.warnUnused();
        access.warnUnused(s);
        return config;
    }

    private static Set<String> schemes(List<ListenerConfig> listeners) {
        return listeners.stream()
                .map(listener -> listener.tls() == null ? "http" : "https")
                .collect(Collectors.toSet());
    }

    private static LimitsConfig limits(Section s) {
        LimitsConfig usual = LimitsConfig.DEFAULTS;
        LimitsConfig limits = new LimitsConfig(
                s.integer("requestLineBytes", usual.requestLineBytes(), 256, 65_536),
                s.integer("headBytes", usual.headBytes(), 256, 1_048_576),
                s.integer("headers", usual.headers(), 1, 1000),
                s.integer("headTimeoutMs", usual.headTimeoutMs(), 100, 600_000),
                s.integer("keepAliveTimeoutMs", usual.keepAliveTimeoutMs(), 0, 3_600_000),
                s.integer("keepAliveRequests", usual.keepAliveRequests(), 1, 1_000_000_000),
                s.integer("bodyMinBytesPerSecond", usual.bodyMinBytesPerSecond(), 0, 1 << 30),
                s.integer("bodyIdleTimeoutMs", usual.bodyIdleTimeoutMs(), 100, 3_600_000),
                s.integer("connections", usual.connections(), 1, 10_000_000),
                s.integer("connectionsPerAddress", usual.connectionsPerAddress(), 0, 10_000_000),
                s.integer("tunnelIdleTimeoutMs", usual.tunnelIdleTimeoutMs(), 1000, 86_400_000));
        if (limits.headBytes() < limits.requestLineBytes()) {
            s.refuse(
                    "headBytes",
                    "expected at least requestLineBytes (" + limits.requestLineBytes() + "), which it includes, found "
                            + limits.headBytes());
        }
        return limits;
    }

    private static RuntimeConfig runtime(Section s) {
        RuntimeConfig usual = RuntimeConfig.DEFAULTS;
        return new RuntimeConfig(
                s.choice("transport", usual.transport()),
                s.integer("eventLoops", usual.eventLoops(), 0, 1024),
                s.integer("drainDelayMs", usual.drainDelayMs(), 0, 600_000),
                s.integer("drainTimeoutMs", usual.drainTimeoutMs(), 0, 3_600_000),
                s.flag("reloadOnChange", usual.reloadOnChange()));
    }

    private static DnsConfig dns(Section s) {
        DnsConfig usual = DnsConfig.DEFAULTS;
        DnsConfig dns = new DnsConfig(
                s.texts("servers", Addresses::nameServer),
                s.integer("minTtlMs", usual.minTtlMs(), 100, 3_600_000),
                s.integer("maxTtlMs", usual.maxTtlMs(), 100, 86_400_000),
                s.integer("timeoutMs", usual.timeoutMs(), 100, 60_000),
                s.integer("maxAddresses", usual.maxAddresses(), 1, 4096));
        if (dns.maxTtlMs() < dns.minTtlMs()) {
            s.refuse("maxTtlMs", "expected at least minTtlMs (" + dns.minTtlMs() + "), found " + dns.maxTtlMs());
        }
        return dns;
    }

    private static TracingConfig tracing(Section s) {
        return new TracingConfig(
                s.required("endpoint", URI.create("http://127.0.0.1:4318/v1/traces"), Urls::http),
                s.integer("samplePerMille", 10, 0, 1000),
                s.integer("timeoutMs", 2000, 100, 60_000),
                s.integer("queue", 1024, 16, 65_536));
    }

    private AccessLogConfig accessLog(Section s) {
        AccessLogConfig usual = AccessLogConfig.DEFAULTS;
        return new AccessLogConfig(
                s.flag("enabled", usual.enabled()),
                s.optional("file", files::writable),
                s.choice("format", usual.format()));
    }
}
