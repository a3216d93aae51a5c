package dev.naru.cluster.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.cluster.ClusterOptions;
import dev.naru.cluster.Console;
import dev.naru.cluster.Ports;
import dev.naru.cluster.cron.CronProof;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code infra/cluster/prove-cron}, short: two origins, three runners, one seed. */
@Tag("local")
final class CronProofIT {
    @Test
    void everyDuePeriodIsChargedOnceWhateverHappens() throws Exception {
        Path data = LocalCluster.temporaryFolder();
        ClusterOptions options = new ClusterOptions(
                LocalCluster.REPOSITORY,
                data,
                Path.of("target/programs").toAbsolutePath(),
                notice -> Ports.free(),
                true);
        CronProof.Outcome outcome = CronProof.run(options, Console.quiet(), 20260302, Duration.ofSeconds(25), 2);
        assertEquals(List.of(), outcome.violations(), () -> "data kept in " + data + ": " + outcome);
        LocalCluster.delete(data);
    }
}
