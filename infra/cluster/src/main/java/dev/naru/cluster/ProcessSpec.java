package dev.naru.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How one process is run.
 *
 * @param name unique in the cluster; its log file's and its lines' name
 * @param environment added to the launcher's own
 * @param stopSignal TERM or INT, without SIG: what asks it to finish its work and end
 * @param stopTimeout after that it is killed
 */
public record ProcessSpec(
        String name,
        List<String> command,
        Map<String, String> environment,
        Path folder,
        String stopSignal,
        Duration stopTimeout,
        Readiness readiness) {
    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same JVM with system properties of its own, before its jar; they win over the environment. */
    public ProcessSpec told(Map<String, String> properties) {
        List<String> told = new ArrayList<>(command);
        int jar = told.indexOf("-jar");
        properties.forEach((key, value) -> told.add(jar, "-D" + key + "=" + value));
        return new ProcessSpec(name, told, environment, folder, stopSignal, stopTimeout, readiness);
    }

    /** The same with more in its environment. */
    public ProcessSpec with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new ProcessSpec(name, command, all, folder, stopSignal, stopTimeout, readiness);
    }

    /** With a heap of its own and the optimising compiler, which the launcher leaves out for the sake of many small processes. */
    public ProcessSpec optimised(long heapMb) {
        List<String> optimised = new ArrayList<>(command);
        optimised.removeIf(part -> part.startsWith("-Xmx") || part.equals("-XX:TieredStopAtLevel=1"));
        optimised.add(1, "-Xmx" + heapMb + "m");
        return new ProcessSpec(name, optimised, environment, folder, stopSignal, stopTimeout, readiness);
    }

    /** Another process of the same kind, on a port of its own. */
    public ProcessSpec copy(String as, int port) {
        Readiness ready = Readiness.http(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
        return new ProcessSpec(as, command, environment, folder, stopSignal, stopTimeout, ready)
                .with(Map.of("NARU_REPLICA", as, "QUARKUS_HTTP_PORT", Integer.toString(port)));
    }
}
