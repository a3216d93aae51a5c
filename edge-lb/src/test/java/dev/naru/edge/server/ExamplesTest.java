package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.server.Examples.Example;
import dev.naru.edge.server.Examples.Proxy;
import dev.naru.edge.server.Examples.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files of {@code infra/edge/examples} do what they say, through real connections. nginx beside them is the business of {@code compare} there. They stay behind when
 * this module is copied without its repository; then there is nothing to hold. Their clients have many addresses of 127.0.0.0/8, which only Linux has.
 */
@EnabledIf("areThere")
class ExamplesTest {
    static final Path FOLDER = Path.of("../infra/edge/examples");

    @TempDir
    Path folder;

    static boolean areThere() {
        return Files.isDirectory(FOLDER) && System.getProperty("os.name").equals("Linux");
    }

    static List<Example> examples() {
        return Examples.all();
    }

    /** Runs one through edge-lb. */
    static List<Seen> throughEdge(Example example, Proxy proxy, Path folder) throws Exception {
        String file = Files.readString(FOLDER.resolve(example.file() + ".yaml"));
        Files.writeString(folder.resolve("affinity.key"), "5a".repeat(32) + "\n");
        String yaml = ExampleBackEnd.at(file, 0, proxy.backEnds)
                + "runtime: { eventLoops: 1, drainTimeoutMs: 1000 } # as nginx with one worker: each takes turns by itself\n"
                + "accessLog: { file: access.log }\n";
        try (EdgeUnderTest edge = EdgeUnderTest.of(yaml, folder)) {
            proxy.listensOn(edge.address());
            return example.run().through(proxy);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void doesWhatItSays(Example example) throws Exception {
        try (Proxy proxy = new Proxy()) {
            for (Seen seen : throughEdge(example, proxy, folder)) {
                assertTrue(
                        seen.edge().holds(seen.value()),
                        seen.what() + ": " + seen.shown() + ", expected " + seen.edge());
            }
        }
    }

    @Test
    void everyFileHasItsTwinItsTrafficAndItsLine() throws IOException {
        List<String> files;
        try (Stream<Path> all = Files.list(FOLDER)) {
            files = all.map(file -> file.getFileName().toString()).toList();
        }
        String readme = Files.readString(FOLDER.resolve("README.md"));
        List<String> examples =
                Examples.all().stream().map(Example::file).sorted().toList();
        assertEquals(examples, names(files, ".yaml"));
        assertEquals(examples, names(files, ".nginx.conf"));
        for (String example : examples) {
            assertTrue(readme.contains("[" + example + "](" + example + ".yaml)"), example + " in README.md");
        }
    }

    private static List<String> names(List<String> files, String ending) {
        return files.stream()
                .filter(file -> file.endsWith(ending))
                .map(file -> file.substring(0, file.length() - ending.length()))
                .sorted()
                .toList();
    }
}
