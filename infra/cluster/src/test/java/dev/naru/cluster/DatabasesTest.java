package dev.naru.cluster;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PostgreSQL and Redis of the cluster, without its services. */
final class DatabasesTest {
    @TempDir
    Path temp;

    @Test
    void postgresKeepsWhatItWasToldAcrossAKill() throws Exception {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        int port = Ports.free().of(Ports.Purpose.POSTGRES);
        Postgres postgres =
                new Postgres(programs().postgres(), PrivateFiles.folder(temp.resolve("postgres")), secrets, port);
        postgres.initialise();
        try (Run run = new Run(postgres.spec())) {
            postgres.createDatabase();
            postgres.createDatabase();
            try (var connection = DriverManager.getConnection(
                            postgres.jdbcUrl(), Postgres.USER, secrets.read("db", "password"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE kept AS SELECT '나루' AS word");
            }
            assertFalse(Readiness.postgres(postgres.jdbcUrl(), Postgres.USER, "wrong")
                    .ready());
            run.process.kill();
            run.process.start();
            run.process.awaitReady();
            try (var connection = DriverManager.getConnection(
                            postgres.jdbcUrl(), Postgres.USER, secrets.read("db", "password"));
                    var rows = connection.createStatement().executeQuery("SELECT word FROM kept")) {
                assertTrue(rows.next());
            }
        }
    }

    @Test
    void redisWantsItsPassword() {
        Secrets secrets = Secrets.ensure(temp.resolve("config"), false, Clock.systemUTC());
        int port = Ports.free().of(Ports.Purpose.REDIS);
        Redis redis = new Redis(programs().redis(), PrivateFiles.folder(temp.resolve("redis")), secrets, port);
        try (Run run = new Run(redis.spec())) {
            assertTrue(run.process.handle().isPresent());
            assertFalse(Readiness.redis(port, "wrong").ready());
            assertTrue(Readiness.redis(port, secrets.read("redis", "password")).ready());
        }
    }

    private static Binaries programs() {
        return new Binaries(Path.of("target/programs").toAbsolutePath());
    }

    /** One process from ready to stopped. */
    private final class Run implements AutoCloseable {
        private final Watchdog watchdog = new Watchdog();
        private final ManagedProcess process;

        private Run(ProcessSpec spec) {
            process = new ManagedProcess(
                    spec,
                    new ProcessLog(spec.name(), temp, Console.quiet()),
                    new ManagedProcess.Surroundings(
                            Console.quiet(),
                            watchdog,
                            new ProcessRecords(temp.resolve("run")),
                            false,
                            Clock.systemUTC()));
            process.start();
            process.awaitReady();
        }

        @Override
        public void close() {
            process.stop();
            watchdog.close();
        }
    }
}
