package dev.naru.edge.admin;

import dev.naru.edge.deploy.DeployThread;
import dev.naru.edge.observe.LoopStats;
import dev.naru.edge.observe.MetricsFormat;
import dev.naru.edge.proxy.ConnectionView;
import dev.naru.edge.proxy.Topology;
import dev.naru.edge.upstream.ControlException;
import dev.naru.edge.upstream.TrafficControl;
import java.util.List;

/** The running edge as its admin API sees it. Thread-safe; called on the admin's threads only. */
public interface Edge {
    /** Whether it takes traffic: false from the beginning of its end. */
    boolean ready();

    EdgeInfo info();

    /** In the order of the configuration. */
    List<ListenerInfo> listeners();

    /** What the loops serve now, overrides included. */
    Topology topology();

    /** The counters of each loop. */
    List<LoopStats> stats();

    /** All counters for Prometheus. */
    String metrics(MetricsFormat format);

    /** Weights and modes. */
    TrafficControl traffic();

    /** Of the upstreams that the configuration has deployments for. */
    List<DeployThread> deployments();

    /** The open client connections, at most so many; the oldest first. */
    List<ConnectionView> connections(int limit);

    /** What was changed, by whom. */
    AuditLog audit();

    /** What happens. */
    EventHub events();

    /** How the file differs from what is served, overrides included; blocks while it reads the file. */
    ConfigDiff diff();

    /** Reads the configuration file again and makes it current, or changes nothing and says why; blocks until it is done. */
    ReloadReport reload(String who);

    /**
     * Drains a listener: no new connections, and open ones end after their current requests; or has it listen again.
     *
     * @throws ControlException when there is no such listener, or its address cannot be had again
     */
    void drain(String listener, boolean on, String who) throws ControlException;
}
