package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.server.Examples.Example;
import dev.naru.edge.server.Examples.Proxy;
import dev.naru.edge.server.Examples.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each example through edge-lb and, with its twin, through the nginx of this machine: the same or a stated difference. Needs nginx, so its name keeps it out of
 * {@code mvn verify}: {@code infra/edge/examples/compare} runs it, and prints its table.
 */
class ExamplesBesideNginx {
    @TempDir
    Path folder;

    @Test
    void observedAlikeOrAsStated() throws Exception {
        List<String> table = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Example example : Examples.all()) {
            Path place = Files.createDirectories(folder.resolve(example.file()));
            try (Proxy edge = new Proxy();
                    Proxy nginx = new Proxy()) {
                List<Seen> byEdge = ExamplesTest.throughEdge(example, edge, place);
                List<Seen> byNginx = throughNginx(example, nginx, place);
                assertEquals(example.refused(), byNginx.isEmpty(), "does nginx refuse " + example + "?");
                for (int i = 0; i < byEdge.size(); i++) {
                    Seen ours = byEdge.get(i);
                    Seen theirs = byNginx.isEmpty() ? null : byNginx.get(i);
                    String beside = theirs == null ? "refuses the file" : theirs.shown();
                    table.add(
                            "| " + example.file() + " | " + ours.what() + " | " + ours.shown() + " | " + beside + " |");
                    if (!ours.edge().holds(ours.value())) {
                        wrong.add(example + ", edge-lb: " + ours.what() + ": " + ours.shown() + ", not " + ours.edge());
                    }
                    if (theirs != null && !theirs.nginx().holds(theirs.value())) {
                        wrong.add(example + ", nginx: " + ours.what() + ": " + beside + ", not " + theirs.nginx());
                    }
                }
                if (example.alike() && !edge.answered.toString().contentEquals(nginx.answered)) {
                    wrong.add(example + ": not the same server for every request");
                }
            }
        }
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/examples.md"), table);
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    /** Empty when nginx refuses the file. */
    private static List<Seen> throughNginx(Example example, Proxy proxy, Path place) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String twin = Files.readString(ExamplesTest.FOLDER.resolve(example.file() + ".nginx.conf"));
        Files.writeString(place.resolve("example.conf"), ExampleBackEnd.at(twin, port, proxy.backEnds));
        Files.writeString(place.resolve("nginx.conf"), MAIN);
        if (nginx(place, "-t").waitFor() != 0) {
            return List.of();
        }
        Process process = nginx(place);
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            EdgeUnderTest.await("nginx", () -> !process.isAlive() || answers(address));
            proxy.listensOn(address);
            return example.run().through(proxy);
        } finally {
            process.destroy();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static Process nginx(Path place, String... more) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("nginx", "-p", place + "/", "-c", "nginx.conf", "-e", "error.log"));
        command.addAll(List.of(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(place.resolve("nginx.out").toFile())
                .start();
    }

    private static boolean answers(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What surrounds a twin: one process that is ended with this one, and keeps to its folder. */
    private static final String MAIN = """
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            events { worker_connections 1024; }
            http {
                access_log off;
                client_body_temp_path client_body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                include example.conf;
            }
            """;
}
