package dev.naru.edge.server;

import dev.naru.edge.config.DeploymentConfig;
import dev.naru.edge.deploy.AppSignal;
import dev.naru.edge.deploy.DeployThread;
import dev.naru.edge.deploy.DeploymentSettings;
import dev.naru.edge.deploy.Ending;
import dev.naru.edge.deploy.GuardSettings;
import dev.naru.edge.deploy.Journal;
import dev.naru.edge.deploy.SharedSettings;
import dev.naru.edge.deploy.Ticks;
import dev.naru.edge.deploy.TrafficPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The deployments of all upstreams that the configuration names. A changed configuration takes effect at the next start. */
final class Deployments implements AutoCloseable {
    private final List<DeployThread> threads = new ArrayList<>();
    private final List<HttpSignal> signals = new ArrayList<>();

    /** Takes up what an earlier process left: to be called before the listeners open. */
    static Deployments start(List<DeploymentConfig> configs, TrafficPort traffic, Journal journal) {
        Deployments started = new Deployments();
        for (DeploymentConfig config : configs) {
            started.threads.add(
                    DeployThread.start(settings(config), traffic, started.signal(config), journal, Ticks.SYSTEM));
        }
        return started;
    }

    private AppSignal signal(DeploymentConfig config) {
        if (config.signal() == null) {
            return AppSignal.NONE;
        }
        HttpSignal signal = new HttpSignal(config.signal());
        signals.add(signal);
        return signal;
    }

    static DeploymentSettings settings(DeploymentConfig config) {
        DeploymentConfig.Guard guard = config.guard();
        return new DeploymentSettings(
                config.upstream(),
                config.folder(),
                config.keepReports(),
                config.steps(),
                config.bakeMs(),
                config.minRequests(),
                config.maxStepMs(),
                config.sharePoints(),
                config.even() ? Ending.EVEN : Ending.SWAP,
                new GuardSettings(
                        guard.falseAlarmsPer1000() / 1000.0,
                        guard.extraErrorsPer1000() / 1000.0,
                        guard.latencyPercent() / 100.0,
                        guard.latencySlackMs()),
                shared(config.shared()));
    }

    private static @Nullable SharedSettings shared(DeploymentConfig.@Nullable Shared config) {
        return config == null
                ? null
                : new SharedSettings(
                        config.redis().host(),
                        config.redis().port(),
                        config.passwordFile(),
                        config.key(),
                        Objects.requireNonNullElseGet(config.edge(), Deployments::machine),
                        config.leaseMs(),
                        config.timeoutMs());
    }

    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "process-" + ProcessHandle.current().pid(); // a machine that does not know its own name
        }
    }

    List<DeployThread> all() {
        return List.copyOf(threads);
    }

    /** Nothing is decided here any more, while what is in flight finishes. */
    void resign() {
        threads.forEach(DeployThread::resign);
    }

    @Override
    public void close() {
        threads.forEach(DeployThread::close);
        signals.forEach(HttpSignal::close);
    }
}
