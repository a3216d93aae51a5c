package dev.naru.edge.server;

import dev.naru.edge.admin.Ctl;
import dev.naru.edge.admin.DeployCommand;
import dev.naru.edge.config.ConfigReader;
import dev.naru.edge.config.ConfigResult;
import dev.naru.edge.config.EdgeConfig;
import dev.naru.edge.tls.CertificateException;
import dev.naru.edge.tls.Reloadable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The command line. Exit codes: 0 well, 1 cannot run, 2 wrong usage, 3 configuration refused. */
public final class Main {
    private static final int CANNOT_RUN = 1;
    private static final int USAGE = 2;
    private static final int REFUSED = 3;

    private static final String HELP = """
            edge-lb: the edge load balancer of Naru

              edge-lb run   --config edge.yaml [--replace PID]
                                                  serve until SIGTERM or SIGINT, then drain; SIGHUP reloads. --replace takes the
                                                  place of the edge that is process PID, on the same ports: no connection is lost
              edge-lb check --config edge.yaml    read the configuration, name every error with line and column
              edge-lb explain --config edge.yaml [--method M] [--header 'Name: value']... [--client ADDRESS] [--json] URL
                                                  say why such a request goes where it goes; sends nothing
              edge-lb ctl COMMAND                 see and steer a running edge: state, weight, drain, reload, connections, audit, events
              edge-lb deploy COMMAND              failover deployments of a running edge: start, status, hold, resume, rollback, abort, report
              edge-lb rehearse                    start, answer and end on loopback; bin/edge-lb records starts with it
              edge-lb --version
              edge-lb --help

            Exit codes: 0 well, 1 cannot run, 2 wrong usage, 3 configuration refused.
            """;

    private Main() {}

    public static void main(String[] args) {
        NettySettings.apply();
        int code = command(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int command(String[] args) {
        String command = args.length == 0 ? "--help" : args[0];
        return switch (command) {
            case "run" -> run(args);
            case "check" -> withConfig(args, Main::check);
            case "explain" -> explain(args);
            case "ctl" -> Ctl.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err);
            case "deploy" -> DeployCommand.run(args, System.out, System.err);
            case "rehearse" -> rehearse();
            case "--version" -> {
                System.out.println("edge-lb " + version());
                yield 0;
            }
            case "--help", "-h", "help" -> {
                System.out.print(HELP);
                yield args.length == 0 ? USAGE : 0;
            }
            default -> usage("unknown command '" + command + "'");
        };
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(unpacked)" : version;
    }

    private static int usage(String problem) {
        System.err.println("edge-lb: " + problem);
        System.err.print(HELP);
        return USAGE;
    }

    /** What is done with a configuration; returns the exit code. */
    interface Command {
        int run(EdgeConfig config) throws IOException, CertificateException;
    }

    private static int withConfig(String[] args, Command command) {
        if (args.length != 3 || !args[1].equals("--config")) {
            return usage("'" + args[0] + "' wants --config FILE");
        }
        return withConfig(Path.of(args[2]), command);
    }

    private static int run(String[] args) {
        try {
            RunCommand command = RunCommand.parse(args);
            return withConfig(command.config(), command);
        } catch (UsageException e) {
            return usage(String.valueOf(e.getMessage()));
        }
    }

    private static int explain(String[] args) {
        try {
            ExplainCommand command = ExplainCommand.parse(args);
            return withConfig(command.config(), command);
        } catch (UsageException e) {
            return usage(String.valueOf(e.getMessage()));
        }
    }

    private static int withConfig(Path file, Command command) {
        EdgeConfig config = read(file);
        if (config == null) {
            return REFUSED;
        }
        try {
            return command.run(config);
        } catch (CertificateException e) {
            System.err.println("edge-lb: certificate refused: " + e.getMessage());
            return REFUSED;
        } catch (IOException | IllegalStateException e) {
            System.err.println("edge-lb: cannot run: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    /** The configuration in a file; null when it is refused, which has been said then. */
    static @Nullable EdgeConfig read(Path file) {
        return switch (ConfigReader.read(file)) {
            case ConfigResult.Loaded loaded -> {
                loaded.warnings().forEach(warning -> System.err.println("edge-lb: warning: " + warning));
                yield loaded.config();
            }
            case ConfigResult.Refused refused -> {
                refused.errors().forEach(error -> System.err.println("edge-lb: " + error));
                int count = refused.errors().size();
                System.err.println("edge-lb: configuration refused: " + count + (count == 1 ? " error" : " errors"));
                yield null;
            }
        };
    }

    private static int rehearse() {
        try {
            Rehearsal.perform();
            return 0;
        } catch (IOException | CertificateException | IllegalStateException e) {
            System.err.println("edge-lb: the rehearsal failed: " + e.getMessage());
            return CANNOT_RUN;
        }
    }

    private static int check(EdgeConfig config) throws CertificateException {
        Snapshot snapshot = new SnapshotCompiler().compile(config, null);
        for (Reloadable files : snapshot.reloadables()) {
            files.warnings(Instant.now()).forEach(warning -> System.err.println("edge-lb: warning: " + warning));
        }
        System.out.println("edge-lb: configuration is valid: "
                + config.listeners().size() + " listeners, " + config.sites().size() + " sites, "
                + config.upstreams().size() + " upstreams");
        return 0;
    }
}
