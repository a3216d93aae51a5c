package dev.naru.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The cluster's PostgreSQL: run in the foreground as a process like any other, its data kept across launches. */
final class Postgres {
    static final String USER = "naru";
    static final String DATABASE = "naru";
    private static final int INITDB_TIMEOUT_S = 60;

    private final Path programs;
    private final Path data;
    private final Path passwordFile;
    private final String password;
    private final int port;

    Postgres(Path programs, Path data, Secrets secrets, int port) {
        this.programs = programs.resolve("bin");
        this.data = data;
        this.passwordFile = secrets.folder("db").resolve("password");
        this.password = secrets.read("db", "password");
        this.port = port;
    }

    String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    /** Fsync stays on: a killed cluster must come back with every payment it acknowledged. The rest is sized for a laptop. */
    ProcessSpec spec() {
        List<String> command = asUser(
                programs.resolve("postgres").toString(),
                "-D",
                data.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "max_connections=60",
                "-c",
                "shared_buffers=32MB",
                "-c",
                "jit=off",
                "-c",
                "log_timezone=UTC");
        // INT is PostgreSQL's fast shutdown: open sessions are rolled back. TERM would wait until every client has
        // left.
        return new ProcessSpec(
                "postgres",
                command,
                Map.of(),
                data,
                "INT",
                Duration.ofSeconds(20),
                Readiness.postgres(jdbcUrl("postgres"), USER, password));
    }

    /** Makes the data folder's content, unless it is there. */
    void initialise() {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        List<String> command = asUser(
                programs.resolve("initdb").toString(),
                "-D",
                data.toString(),
                "-U",
                USER,
                "--pwfile=" + passwordFile,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        String output = run(command, INITDB_TIMEOUT_S);
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            throw new LaunchException("Cannot make a PostgreSQL database in " + data + ":\n" + output);
        }
    }

    /** Makes the shop's database, unless it is there. PostgreSQL must be ready. */
    void createDatabase() {
        try (var connection = DriverManager.getConnection(jdbcUrl("postgres"), USER, password);
                Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw new LaunchException("Cannot make the database " + DATABASE + ": " + e.getMessage(), e);
        }
    }

    private String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /**
     * PostgreSQL refuses to run as root. Root enters a user name space in which it is nobody: files stay root's, and no second user
     * is needed.
     */
    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("unshare", "-U"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static boolean isRoot() {
        if (!System.getProperty("user.name", "").equals("root")) {
            return false;
        }
        if (OwnSession.onPath("unshare")
                && run(List.of("unshare", "-U", "id", "-u"), 5).matches("\\d+\\s*")) {
            return true;
        }
        throw new LaunchException(
                "PostgreSQL does not run as root, and this system does not allow `unshare -U` to become"
                        + " somebody else: run the cluster as an ordinary user");
    }

    private static String run(List<String> command, int timeoutS) {
        try {
            Path output = Files.createTempFile("naru", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                if (!process.waitFor(timeoutS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
                return Files.readString(output, StandardCharsets.UTF_8);
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new LaunchException("Cannot run " + command.getFirst() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("Interrupted while running " + command.getFirst(), e);
        }
    }
}
