package dev.naru.cluster;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.OptionalInt;

/** The launcher's command line. {@code infra/cluster/up --help} explains it. */
record Arguments(
        Path repository,
        Path data,
        OptionalInt firstPort,
        boolean fresh,
        boolean restarts,
        boolean quiet,
        boolean colour) {

    static Arguments parse(String[] arguments) {
        Path repository = Path.of("").toAbsolutePath();
        Path data = null;
        OptionalInt firstPort = OptionalInt.empty();
        boolean fresh = false;
        boolean restarts = true;
        boolean quiet = false;
        boolean colour = false;
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--repository" -> repository = Path.of(value(option, left)).toAbsolutePath();
                case "--data" -> data = Path.of(value(option, left));
                case "--port" -> firstPort = OptionalInt.of(number(option, value(option, left)));
                case "--fresh" -> fresh = true;
                case "--no-restart" -> restarts = false;
                case "--quiet" -> quiet = true;
                case "--colour" -> colour = true;
                default -> throw new LaunchException("unknown option " + option + ": see infra/cluster/up --help");
            }
        }
        Path folder = data == null ? repository.resolve("infra/cluster/.data") : data;
        return new Arguments(repository, folder, firstPort, fresh, restarts, quiet, colour);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new LaunchException(option + " needs a value: see infra/cluster/up --help");
        }
        return left.removeFirst();
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new LaunchException(option + " needs a number, not " + value, e);
        }
    }
}
