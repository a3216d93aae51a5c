package dev.naru.edge.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads {@code upstreams}, and remembers which of them routes use. */
final class UpstreamReader {
    private static final AddressConfig STAND_IN = new TcpAddress("", 0);

    private final NearbyFiles files;
    private final Names names = new Names();
    private final Map<String, Section> upstreams = new LinkedHashMap<>();
    private final Map<String, Integer> groupCounts = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    UpstreamReader(NearbyFiles files) {
        this.files = files;
    }

    UpstreamConfig upstream(Section s) {
        String name = s.name();
        names.claim(s, "name", name);
        upstreams.putIfAbsent(name, s);
        BalanceConfig balance = BalanceReader.balance(s);
        List<GroupConfig> groups = groups(s);
        groupCounts.putIfAbsent(name, groups.size());
        ProxyProtocolConfig proxyProtocol = s.choice("proxyProtocol", ProxyProtocolConfig.NONE);
        int keepalive = s.integer("keepalive", 1024, 0, 65_536);
        if (proxyProtocol != ProxyProtocolConfig.NONE) {
            if (s.has("keepalive") && keepalive > 0) {
                s.refuse(
                        "keepalive",
                        "expected 0 with proxyProtocol: a connection tells of one client, and is used for one request");
            }
            keepalive = 0;
        }
        if (s.has("health")
                && (s.has("tls") || proxyProtocol != ProxyProtocolConfig.NONE)
                && groups.stream()
                        .flatMap(group -> group.servers().stream())
                        .anyMatch(server -> server.address() instanceof UnixAddress)) {
            s.refuse(
                    "health",
                    "checks of servers on Unix sockets go without tls and proxyProtocol; use one or the other");
        }
        return new UpstreamConfig(
                name,
                balance,
                groups,
                s.integer("maxFails", 1, 0, 1000),
                s.integer("failTimeoutMs", 10_000L, 1, 3_600_000),
                s.integer("connectTimeoutMs", 1000L, 1, 60_000),
                s.integer("responseTimeoutMs", 60_000L, 1, 86_400_000),
                s.integer("idleTimeoutMs", 50_000L, 1, 3_600_000),
                keepalive,
                s.integer("retries", 1, 0, 5),
                s.section("tls", tls -> tls(tls, groups)),
                proxyProtocol,
                s.section("health", UpstreamReader::health),
                ResilienceReader.read(s));
    }

    /** A proxy action: its upstream must be one of those read before. */
    ProxyConfig proxy(Section s, PathMatch path) {
        String upstream = s.required("upstream", "", Names::parse);
        if (upstreams.containsKey(upstream)) {
            used.add(upstream);
        } else if (!upstream.isEmpty()) {
            s.refuse(
                    "upstream",
                    "no upstream is named " + Texts.quote(upstream) + Suggestion.among(upstreams.keySet(), upstream));
        }
        return new ProxyConfig(upstream, s.section("rewrite", rewrite -> Rewrites.rewrite(rewrite, path)));
    }

    /** How many groups an upstream has; 0 when there is no such upstream. */
    int groups(String upstream) {
        return groupCounts.getOrDefault(upstream, 0);
    }

    /** To be called when all routes are read. */
    void warnUnused() {
        upstreams.forEach((name, section) -> {
            if (!used.contains(name)) {
                section.warn("name", "no route uses the upstream " + Texts.quote(name));
            }
        });
    }

    private UpstreamTlsConfig tls(Section s, List<GroupConfig> groups) {
        Path ca = s.optional("caFile", files::readable);
        String name = s.optional("serverName", UpstreamReader::serverName);
        boolean verify = s.flag("verify", true);
        Path certificate = s.optional("certificateFile", files::readable);
        Path key = s.optional("keyFile", files::readable);
        if (!verify) {
            s.warn(
                    "verify",
                    "the servers' certificates are not checked: whoever answers at their addresses is believed");
            if (ca != null) {
                s.refuse("caFile", "has no effect with verify: false");
            }
        }
        if (s.has("certificateFile") != s.has("keyFile")) {
            s.refuse("expected both certificateFile and keyFile, or neither");
        }
        boolean unix = groups.stream()
                .flatMap(group -> group.servers().stream())
                .anyMatch(server -> server.address() instanceof UnixAddress);
        if (unix && verify && !s.has("serverName")) {
            s.refuse("needs serverName: the address of a Unix socket has no name to check the certificate against");
        }
        return new UpstreamTlsConfig(
                ca, name, verify, certificate == null || key == null ? null : new CertificateConfig(certificate, key));
    }

    private static String serverName(String text) {
        if (!Addresses.isHostName(text)) {
            throw Texts.expected("a host name", text);
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private List<GroupConfig> groups(Section s) {
        Names groupNames = new Names();
        Servers servers = new Servers();
        List<GroupConfig> groups = s.sections("groups", group -> group(group, groupNames, servers));
        List<ServerConfig> ungrouped = s.sections("servers", servers::server);
        if (s.has("groups") == s.has("servers")) {
            s.refuse("expected either groups or servers, found " + (s.has("groups") ? "both" : "neither"));
        }
        if (s.has("servers")) {
            refuseOnlyBackups(s, ungrouped);
            return List.of(new GroupConfig("default", 1, ungrouped));
        }
        if (!groups.isEmpty() && groups.stream().allMatch(group -> group.weight() == 0)) {
            s.refuse("groups", "every group has weight 0; give at least one a weight above 0");
        }
        return groups;
    }

    private static GroupConfig group(Section s, Names groupNames, Servers servers) {
        String name = s.name();
        groupNames.claim(s, "name", name);
        int weight = s.integer("weight", 1, 0, 1_000_000);
        List<ServerConfig> members = s.requiredSections("servers", servers::server);
        refuseOnlyBackups(s, members);
        return new GroupConfig(name, weight, members);
    }

    private static void refuseOnlyBackups(Section s, List<ServerConfig> servers) {
        if (!servers.isEmpty() && servers.stream().allMatch(ServerConfig::backup)) {
            s.refuse("servers", "every server is a backup; at least one must not be");
        } else if (!servers.isEmpty() && servers.stream().allMatch(server -> server.backup() || server.weight() == 0)) {
            s.warn("servers", "no server but backups has a weight above 0");
        }
    }

    private static HealthCheckConfig health(Section s) {
        String path = s.required("path", "/", PathPatterns::target);
        long intervalMs = s.integer("intervalMs", 2000L, 100, 3_600_000);
        long timeoutMs = s.integer("timeoutMs", Math.min(1000, intervalMs), 1, 3_600_000);
        if (timeoutMs > intervalMs) {
            s.refuse("timeoutMs", "expected at most intervalMs (" + intervalMs + "), found " + timeoutMs);
        }
        return new HealthCheckConfig(
                path,
                intervalMs,
                timeoutMs,
                s.integer("rise", 2, 1, 100),
                s.integer("fall", 3, 1, 100),
                s.integer("expectedStatus", 200, 200, 599),
                s.flag("mandatory", true));
    }

    /** The servers of one upstream: their names and addresses are unique across its groups. */
    private static final class Servers {
        private final Names names = new Names();
        private final Names addresses = new Names();

        ServerConfig server(Section s) {
            Resolve resolve = s.choice("resolve", Resolve.ONE);
            AddressConfig address = s.required("address", STAND_IN, text -> Addresses.server(text, resolve));
            if (resolve == Resolve.SRV && s.has("weight")) {
                s.refuse("weight", "has no effect with resolve: srv: each record tells its own");
            }
            String text = address == STAND_IN ? "" : address.toString();
            addresses.claim(s, "address", text);
            String given = s.optional("name", Names::parse);
            if (given != null) {
                names.claim(s, "name", given);
            }
            return new ServerConfig(
                    given == null ? text : given, address, s.integer("weight", 1, 0, 1000), s.flag("backup", false));
        }
    }
}
