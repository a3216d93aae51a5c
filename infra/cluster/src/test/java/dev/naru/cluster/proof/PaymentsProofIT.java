package dev.naru.cluster.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short run of every build, and, with the properties that {@code infra/cluster/prove-payments} sets, the long one. */
@Tag("local")
final class PaymentsProofIT {
    /** Another one where a defect was planted into a service: {@code infra/cluster/prove-mutants}. */
    private static final Path REPOSITORY = Path.of(System.getProperty("proof.repository", "../.."))
            .toAbsolutePath()
            .normalize();

    @Test
    void moneyStaysExactWhateverIsKilled() throws Exception {
        ProofOptions options = ProofOptions.fromSystem();
        Path data = Files.createTempDirectory("naru-proof");
        PrintStream out = System.out;
        out.println("proof: " + options);
        Proof.Result result;
        try (ProvingCluster cluster =
                new ProvingCluster(REPOSITORY, data, Path.of("target/programs").toAbsolutePath())) {
            result = new Proof(cluster, options, line -> out.println("proof: " + line)).run();
        }
        report(result, out);
        if (result.violations().isEmpty()) {
            delete(data);
        } else {
            out.println("proof: logs and data are kept in " + data);
        }
        assertEquals(List.of(), result.violations(), "seed " + options.seed());
        assertTrue(
                result.kills() > 0 && result.payments() > 0, "a run without payments or without kills proves nothing");
    }

    private static void report(Proof.Result result, PrintStream out) {
        out.println("proof: seed " + result.options().seed() + ": " + result.payments() + " payments, " + result.kills()
                + " kills in " + result.runS() + " s, settled in " + result.settleS() + " s, "
                + result.violations().size() + " violations");
        out.println("proof: faults " + result.faults());
        out.println("proof: shoppers " + result.counts());
        out.println("proof: ended " + result.ended());
        result.violations().stream().limit(40).forEach(line -> out.println("proof: VIOLATION " + line));
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
