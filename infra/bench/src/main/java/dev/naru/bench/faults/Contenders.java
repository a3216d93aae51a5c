package dev.naru.bench.faults;

import dev.naru.bench.proxy.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The three proxies. */
final class Contenders {
    private Contenders() {}

    /** edge-lb through its own launcher. */
    record Edge(Path launcher, @Nullable Path jar) implements Contender {
        @Override
        public String name() {
            return "edge";
        }

        @Override
        public Optional<String> missing() {
            return jar != null && Files.isReadable(jar)
                    ? Optional.empty()
                    : Optional.of("edge-lb is not built; run: ./mvnw -f edge-lb/pom.xml -DskipTests package");
        }

        @Override
        public String version() {
            return String.valueOf(jar).replaceAll(".*/", "");
        }

        @Override
        public String template() {
            return "edge.yaml";
        }

        @Override
        public Map<String, String> values(Path dir) throws IOException {
            Path token = dir.resolve("admin.token");
            Files.writeString(token, "a-token-for-one-run-on-the-loopback-only\n");
            return Map.of();
        }

        @Override
        public List<String> command(Path config) {
            return List.of(
                    "env",
                    "JAVA_HOME=" + System.getProperty("java.home"),
                    "EDGE_JAR=" + jar,
                    launcher.toString(),
                    "run",
                    "--config",
                    config.toString());
        }

        @Override
        public String leave() {
            return "TERM";
        }

        @Override
        public String reload() {
            return "HUP";
        }

        @Override
        public boolean watchesCertificates() {
            return true;
        }
    }

    /** nginx of the system. */
    record Nginx() implements Contender {
        @Override
        public String name() {
            return "nginx";
        }

        @Override
        public Optional<String> missing() {
            return missingProgram("nginx", "nginx-light");
        }

        @Override
        public String version() throws IOException, InterruptedException {
            return Programs.firstLine(List.of(program("nginx"), "-v")).replace("nginx version: nginx/", "nginx ");
        }

        @Override
        public String template() {
            return "nginx.conf";
        }

        @Override
        public Map<String, String> values(Path dir) {
            return Map.of("user", System.getProperty("user.name"));
        }

        @Override
        public List<String> command(Path config) {
            return List.of(
                    program("nginx"),
                    "-p",
                    String.valueOf(config.getParent()),
                    "-e",
                    config.resolveSibling("nginx-error.log").toString(),
                    "-c",
                    config.toString());
        }

        @Override
        public String leave() {
            return "QUIT";
        }

        @Override
        public String reload() {
            return "HUP";
        }

        @Override
        public boolean watchesCertificates() {
            return false;
        }
    }

    /** HAProxy of the system, as systemd runs it: a master in the foreground, and a worker. */
    record Haproxy() implements Contender {
        @Override
        public String name() {
            return "haproxy";
        }

        @Override
        public Optional<String> missing() {
            return missingProgram("haproxy", "haproxy");
        }

        @Override
        public String version() throws IOException, InterruptedException {
            return Programs.firstLine(List.of(program("haproxy"), "-v")).replaceAll(" -? ?http.*| 20\\d\\d.*", "");
        }

        @Override
        public String template() {
            return "haproxy.cfg";
        }

        @Override
        public Map<String, String> values(Path dir) {
            return Map.of();
        }

        @Override
        public List<String> command(Path config) {
            return List.of(program("haproxy"), "-W", "-db", "-f", config.toString());
        }

        @Override
        public String leave() {
            return "USR1";
        }

        @Override
        public String reload() {
            return "USR2";
        }

        @Override
        public boolean watchesCertificates() {
            return false;
        }
    }

    private static Optional<String> missingProgram(String program, String debian) {
        return Programs.find(program).isPresent()
                ? Optional.empty()
                : Optional.of(program + " is not installed; Debian, Ubuntu: apt install " + debian);
    }

    private static String program(String name) {
        return Programs.find(name).orElseThrow().toString();
    }
}
