package dev.naru.edge.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.naru.edge.config.AdminConfig;
import dev.naru.edge.observe.EventLog;
import dev.naru.edge.observe.LogLevel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own listener, loopback by default. The JDK's small server does for it: it shares nothing with the data plane. Bounded: connections, calls at once, the time a
 * request may take to arrive, its body.
 */
public final class AdminServer implements AutoCloseable {
    private static final int MAX_CALLS = 64;

    static {
        // Read once by the JDK's server when its first one is made; an operator's own settings win.
        bound("sun.net.httpserver.maxReqTime", "10"); // seconds for a whole request to arrive
        bound("sun.net.httpserver.idleInterval", "30");
        bound("sun.net.httpserver.maxReqHeaders", "64");
        bound("jdk.httpserver.maxConnections", "256");
    }

    private static void bound(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore calls = new Semaphore(MAX_CALLS);
    private final Access access;
    private final List<Endpoint> endpoints;

    private AdminServer(HttpServer server, Access access, List<Endpoint> endpoints) {
        this.server = server;
        this.access = access;
        this.endpoints = List.copyOf(endpoints);
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when the address cannot be had, or the token file cannot be read or is empty
     */
    public static AdminServer start(AdminConfig config, Edge edge) throws IOException {
        Access access = Access.read(config.tokenFile(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        HttpServer server = HttpServer.create(new InetSocketAddress(config.host(), config.port()), 16);
        List<Endpoint> all = new ArrayList<>(endpoints(edge, access));
        all.addAll(new ConsoleResource().endpoints());
        AdminServer admin = new AdminServer(server, access, all);
        server.setExecutor(admin.executor);
        server.createContext("/", admin::handle);
        server.start();
        return admin;
    }

    /** The API, as OpenAPI describes it. */
    static List<Endpoint> endpoints(Edge edge, Access access) {
        List<Endpoint> all = new ArrayList<>();
        RecentTraffic recent = new RecentTraffic();
        all.addAll(new ObserveResource(edge).endpoints());
        all.addAll(new SessionResource(access).endpoints());
        all.addAll(new StateResource(edge, recent).endpoints());
        all.addAll(new TrafficResource(edge.traffic()).endpoints());
        all.addAll(new ListenerResource(edge).endpoints());
        all.addAll(new ConfigResource(edge).endpoints());
        all.addAll(new ExplainResource(edge).endpoints());
        all.addAll(new AuditResource(edge, recent).endpoints());
        all.addAll(new DeploymentResource(edge.deployments()).endpoints());
        all.addAll(new LogLevelResource(edge).endpoints());
        all.addAll(new OpenApiResource().endpoints());
        return all;
    }

    /** Where it listens: of use when its configured port is 0. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply;
            if (calls.tryAcquire()) {
                try {
                    reply = answer(exchange);
                } catch (Problem problem) {
                    reply = problem.reply();
                } catch (RuntimeException fault) {
                    EventLog.say(
                            LogLevel.ERROR,
                            "fault: admin API: " + exchange.getRequestMethod() + " "
                                    + exchange.getRequestURI().getRawPath() + ": " + fault);
                    reply = Problem.of(500, "a fault of the edge itself; its log has a line about it")
                            .reply();
                } finally {
                    calls.release();
                }
            } else {
                reply = Problem.of(503, "more than " + MAX_CALLS + " calls at once")
                        .reply();
            }
            if (reply != null) {
                send(exchange, reply);
            }
        }
    }

    private @Nullable Reply answer(HttpExchange exchange) throws Problem, IOException {
        String method = exchange.getRequestMethod().equals("HEAD") ? "GET" : exchange.getRequestMethod();
        TreeSet<String> allowed = new TreeSet<>();
        boolean may = access.who(exchange) != null;
        for (Endpoint endpoint : endpoints) {
            Map<String, String> parameters =
                    endpoint.match(exchange.getRequestURI().getRawPath());
            if (parameters == null) {
                continue;
            }
            if (endpoint.method().equals(method)) {
                String who = access.who(exchange);
                if (who == null && !endpoint.open()) {
                    throw Problem.of(
                            401, "wants Authorization: Bearer TOKEN, of admin.tokenFile, or a console session");
                }
                return endpoint.handler().handle(new Call(exchange, parameters, who == null ? "anybody" : who));
            }
            allowed.add(endpoint.method());
        }
        if (!may) {
            throw Problem.of(401, "wants Authorization: Bearer TOKEN, of admin.tokenFile, or a console session");
        }
        if (!allowed.isEmpty()) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", allowed));
            throw Problem.of(405, "there are " + String.join(", ", allowed) + " here");
        }
        throw Problem.of(404, "there is nothing here; /api/openapi.yaml says what there is");
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.type());
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        if (reply.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(reply.status(), head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        executor.close();
    }
}
