package dev.naru.edge.proxy;

import dev.naru.edge.balance.Balancer;
import dev.naru.edge.config.LimitsConfig;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Lines;
import dev.naru.edge.http.RequestHead;
import dev.naru.edge.http.RequestParser;
import dev.naru.edge.policy.ClientAddress;
import dev.naru.edge.policy.Gate;
import dev.naru.edge.policy.GateRequest;
import dev.naru.edge.policy.GateVerdict;
import dev.naru.edge.policy.Refusal;
import dev.naru.edge.route.Asked;
import dev.naru.edge.route.Candidate;
import dev.naru.edge.route.Composed;
import dev.naru.edge.route.Rewriter;
import dev.naru.edge.route.Route;
import dev.naru.edge.route.RouteAction;
import dev.naru.edge.route.Site;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Mode;
import dev.naru.edge.upstream.Server;
import dev.naru.edge.upstream.Upstream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Why a request goes where it goes. Built by the code that serves requests: the parser, the tables of sites and routes, the
 * admission, the rewriter; nothing is decided a second time here. Sends nothing, changes nothing; for any thread.
 *
 * @param path normalised, as routes see it; empty when the request was refused before
 * @param refusal what the client would be told instead of the route's action; null when the route acts
 * @param routes all routes of the site in the order of the file, each with the reason
 * @param gates what each gate of the route says, up to one that refuses
 * @param affinity where the route's affinity puts the user; null when it has none
 * @param action what the route does; null when it does nothing
 * @param servers those of the upstream, in the order of the file
 */
public record Explanation(
        Question question,
        String path,
        @Nullable Refused refusal,
        @Nullable Chosen site,
        @Nullable Chosen route,
        List<Considered> routes,
        List<Candidate.Bucket> splits,
        List<GateVerdict> gates,
        @Nullable AffinityView affinity,
        @Nullable Action action,
        List<ServerView> servers) {

    private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#]+)([^#]*)");
    private static final Pattern HEADER = Pattern.compile("[^:\\s]+:[^\\r\\n]*");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z-]+");
    private static final Pattern CLIENT = Pattern.compile("[0-9a-fA-F.:]+");

    /**
     * A request to explain.
     *
     * @param target path and query as a client would send them
     * @param headers {@code Name: value}, beside Host
     */
    public record Question(
            String method, String scheme, String authority, String target, List<String> headers, String client) {
        public Question {
            headers = List.copyOf(headers);
        }

        /**
         * From what people write.
         *
         * @param url absolute, http or https
         * @throws IllegalArgumentException when a part is no such thing; the message says which
         */
        public static Question of(String method, String url, List<String> headers, String client) {
            Matcher parts = URL.matcher(url);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "expected a URL such as https://www.example.com/files/1, found '" + url + "'");
            }
            if (!METHOD.matcher(method).matches()) {
                throw new IllegalArgumentException("expected a method such as GET, found '" + method + "'");
            }
            for (String header : headers) {
                if (!HEADER.matcher(header).matches()) {
                    throw new IllegalArgumentException("expected a header 'Name: value', found '" + header + "'");
                }
            }
            if (!CLIENT.matcher(client).matches() || octets(client).length == 0) {
                throw new IllegalArgumentException("expected an IP address of the client, found '" + client + "'");
            }
            String target = parts.group(3).startsWith("/") ? parts.group(3) : "/" + parts.group(3);
            return new Question(
                    method, parts.group(1).toLowerCase(Locale.ROOT), parts.group(2), target, headers, client);
        }

        /** The client's address; none when it is none. */
        private static byte[] octets(String client) {
            try {
                return InetAddress.ofLiteral(client).getAddress();
            } catch (IllegalArgumentException e) {
                return new byte[0];
            }
        }

        byte[] bytes() {
            StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + authority + "\r\n");
            headers.forEach(header -> head.append(header).append("\r\n"));
            return Ascii.bytes(head.append("\r\n").toString());
        }
    }

    /** What the client is told. */
    public record Refused(String outcome, int status, String detail) {}

    /** A site or a route, and why. */
    public record Chosen(String name, String why) {}

    /**
     * One route of the site.
     *
     * @param line where it stands in the file, from 1
     */
    public record Considered(
            String name, int line, String match, List<Candidate.Verdict> conditions, boolean chosen, String why) {}

    /**
     * What the route does.
     *
     * @param kind proxy, redirect or respond
     * @param upstream empty unless it proxies
     * @param target path and query as sent to the upstream, or Location
     */
    public record Action(String kind, int status, String upstream, String balance, String target) {}

    /**
     * A server that could answer.
     *
     * @param state what is known of it in this process
     */
    public record ServerView(
            String group,
            int groupWeight,
            String name,
            String address,
            int weight,
            boolean backup,
            boolean eligible,
            String state) {}

    public Explanation {
        routes = List.copyOf(routes);
        splits = List.copyOf(splits);
        gates = List.copyOf(gates);
        servers = List.copyOf(servers);
    }

    /** Explains a request. */
    public static Explanation of(Topology topology, Question question) {
        LimitsConfig limits = topology.limits();
        byte[] in = question.bytes();
        RequestHead head = new RequestHead(limits.headers());
        RequestParser parser = new RequestParser(limits.requestLineBytes(), limits.headBytes());
        int end = parser.parse(in, 0, in.length, head);
        if (end <= 0) {
            String detail = end == 0 ? "the request is not whole" : parser.error().reason;
            int status = end == 0 ? 400 : parser.error().status;
            return refused(question, "", new Refused("client-bad-request", status, detail));
        }
        byte[] address = address(topology, question, in, head);
        Asked asked = new Asked(head).by(in, address, question.scheme().equals("https"));
        String path = Ascii.string(head.path, head.pathStart, head.pathEnd);
        Site site = topology.routes().site(in, head.hostStart, head.hostEnd - head.hostStart);
        if (site == null) {
            return refused(question, path, told(Admission.refusal(in, head, null, null, false)));
        }
        Route route = site.route(asked);
        Refused refusal = told(Admission.refusal(in, head, site, route, false));
        Action action = null;
        AffinityView affinity = null;
        List<GateVerdict> gates = List.of();
        List<ServerView> servers = List.of();
        if (route != null && refusal == null) {
            gates = gates(topology, route, in, head, address);
            refusal = refused(gates);
        }
        if (route != null && refusal == null) {
            Rewriter rewriter = new Rewriter(limits.requestLineBytes());
            action = action(topology, route, asked, head, in, rewriter);
            refusal = action == null ? told(Admission.REWRITE_REFUSED) : null;
            servers = route.action() instanceof RouteAction.Proxy proxy
                    ? servers(topology.upstreams().get(proxy.upstreamIndex()))
                    : servers;
            AffinityRule rule = topology.affinities().get(route.index());
            if (rule != null) {
                Upstream upstream = topology.upstreams().get(rule.upstream());
                affinity = new Affinity(rule, upstream, new Balancer(upstream, 1)).explain(in, head, address);
            }
        }
        List<Candidate> candidates = Candidate.of(site, asked);
        return new Explanation(
                question,
                path,
                refusal,
                new Chosen(site.name(), why(site, Ascii.string(in, head.hostStart, head.hostEnd))),
                candidates.stream()
                        .filter(Candidate::chosen)
                        .map(chosen -> new Chosen(chosen.route().toString(), chosen.why()))
                        .findFirst()
                        .orElse(null),
                candidates.stream().map(Explanation::considered).toList(),
                Candidate.buckets(site, asked),
                gates,
                affinity,
                action,
                servers);
    }

    private static byte[] address(Topology topology, Question question, byte[] in, RequestHead head) {
        byte[] peer = Question.octets(question.client());
        boolean trusted = topology.trustedProxies().stream().anyMatch(block -> block.contains(peer));
        return trusted ? new ClientAddress().find(in, head.fields, peer, topology.trustedProxies()) : peer;
    }

    private static List<GateVerdict> gates(
            Topology topology, Route route, byte[] in, RequestHead head, byte[] address) {
        GateRequest asked = new GateRequest(in, head, new Lines())
                .begin(address, System.nanoTime(), System.currentTimeMillis(), null);
        List<GateVerdict> verdicts = new ArrayList<>();
        for (Gate gate : topology.gates().of(route.index())) {
            verdicts.add(gate.explain(asked));
            if (verdicts.getLast().refuses()) {
                break;
            }
        }
        return verdicts;
    }

    private static @Nullable Refused refused(List<GateVerdict> gates) {
        if (gates.isEmpty() || !gates.getLast().refuses()) {
            return null;
        }
        GateVerdict last = gates.getLast();
        return new Refused(last.outcome(), last.status(), last.gate() + ": " + last.detail());
    }

    private static Explanation refused(Question question, String path, @Nullable Refused refusal) {
        return new Explanation(
                question, path, refusal, null, null, List.of(), List.of(), List.of(), null, null, List.of());
    }

    private static @Nullable Refused told(@Nullable Refusal refusal) {
        return refusal == null ? null : new Refused(refusal.outcome().code, refusal.status(), refusal.detail());
    }

    private static Considered considered(Candidate candidate) {
        Route route = candidate.route();
        return new Considered(
                route.toString(),
                route.config().line(),
                route.path().toString(),
                candidate.conditions(),
                candidate.chosen(),
                candidate.why());
    }

    private static String why(Site site, String asked) {
        String lower = asked.toLowerCase(Locale.ROOT);
        String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (site.hosts().contains(host)) {
            return "its host " + host;
        }
        return site.hosts().stream()
                .filter(pattern -> pattern.startsWith("*.") && host.endsWith(pattern.substring(1)))
                .findFirst()
                .map(pattern -> "its wildcard " + pattern)
                .orElse("no site has the host " + host + ", and this is the default");
    }

    /** What the route does; null when its rewrite is refused. */
    private static @Nullable Action action(
            Topology topology, Route route, Asked asked, RequestHead head, byte[] in, Rewriter rewriter) {
        return switch (route.action()) {
            case RouteAction.Proxy proxy -> {
                if (proxy.rewrite() != null && !rewriter.apply(proxy.rewrite(), route, asked)) {
                    yield null;
                }
                String target = Ascii.string(head.path, head.pathStart, head.pathEnd)
                        + Ascii.string(in, head.queryStart, head.queryEnd);
                if (proxy.rewrite() != null) {
                    rewriter.restore(head);
                }
                Upstream upstream = topology.upstreams().get(proxy.upstreamIndex());
                yield new Action("proxy", 0, upstream.name(), balance(upstream), target);
            }
            case RouteAction.RedirectFixed redirect ->
                new Action("redirect", redirect.status(), "", "", redirect.location());
            case RouteAction.RedirectComposed redirect ->
                new Action("redirect", redirect.status(), "", "", Composed.location(redirect, route, asked));
            case RouteAction.RedirectSameUrl redirect ->
                new Action("redirect", redirect.status(), "", "", OwnAnswer.sameUrl(in, head, redirect));
            case RouteAction.Respond respond -> new Action("respond", respond.status(), "", "", "");
        };
    }

    /** As in the file. */
    private static String balance(Upstream upstream) {
        return upstream.config()
                .balance()
                .policy()
                .name()
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }

    private static List<ServerView> servers(Upstream upstream) {
        List<ServerView> views = new ArrayList<>();
        for (Group group : upstream.groups()) {
            for (Server server : group.servers()) {
                boolean eligible =
                        group.share() > 0 && server.takesNew() && server.state().eligible(System.nanoTime());
                String state = server.state().up() ? "up" : "down, or not checked yet";
                String idle = group.weight() == 0
                        ? ", its group has weight 0"
                        : server.weight() == 0
                                ? ", it has weight 0"
                                : mode(group.mode(), ", its group") + mode(server.mode(), ", it");
                views.add(new ServerView(
                        group.name(),
                        group.weight(),
                        server.name(),
                        address(server.address()),
                        server.weight(),
                        server.backup(),
                        eligible,
                        state + idle));
            }
        }
        return views;
    }

    private static String mode(Mode mode, String whose) {
        return switch (mode) {
            case READY -> "";
            case DRAIN -> whose + " drains";
            case MAINTENANCE -> whose + " is in maintenance";
        };
    }

    /** For people, a line for each thing. */
    public String text() {
        return ExplanationText.of(this);
    }
}
