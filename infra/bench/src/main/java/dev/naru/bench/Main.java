package dev.naru.bench;

import dev.naru.bench.faults.FaultsCommand;
import picocli.CommandLine;

/** Entry of {@code infra/bench/run} and {@code infra/bench/allocation}. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new RunCommand())
                .addSubcommand(new AllocationCommand())
                .addSubcommand(new FaultsCommand());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("bench: " + failure.getMessage());
            return failure instanceof IllegalArgumentException ? CommandLine.ExitCode.USAGE : RunCommand.FAILED;
        });
        System.exit(commandLine.execute(args));
    }
}
