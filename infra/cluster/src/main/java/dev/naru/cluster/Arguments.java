package dev.naru.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;

/** The launcher's command line. {@code infra/cluster/up --help} explains it. */
record Arguments(
        Path repository,
        Path data,
        OptionalInt firstPort,
        boolean fresh,
        boolean restarts,
        boolean quiet,
        Optional<URI> traces,
        boolean colour) {

    static Arguments parse(String[] arguments) {
        Path repository = Path.of("").toAbsolutePath();
        Path data = null;
        OptionalInt firstPort = OptionalInt.empty();
        boolean fresh = false;
        boolean restarts = true;
        boolean quiet = false;
        Optional<URI> traces = Optional.empty();
        boolean colour = false;
        Deque<String> left = new ArrayDeque<>(Arrays.asList(arguments));
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            switch (option) {
                case "--repository" -> repository = Path.of(value(option, left)).toAbsolutePath();
                case "--data" -> data = Path.of(value(option, left));
                case "--port" -> firstPort = OptionalInt.of(number(option, value(option, left)));
                case "--trace" -> traces = Optional.of(url(option, value(option, left)));
                case "--fresh" -> fresh = true;
                case "--no-restart" -> restarts = false;
                case "--quiet" -> quiet = true;
                case "--colour" -> colour = true;
                default -> throw new LaunchException("unknown option " + option + ": see infra/cluster/up --help");
            }
        }
        Path folder = data == null ? repository.resolve("infra/cluster/.data") : data;
        return new Arguments(repository, folder, firstPort, fresh, restarts, quiet, traces, colour);
    }

    private static String value(String option, Deque<String> left) {
        if (left.isEmpty()) {
            throw new LaunchException(option + " needs a value: see infra/cluster/up --help");
        }
        return left.removeFirst();
    }

    /** Without a path, as OTEL_EXPORTER_OTLP_ENDPOINT has it: each process knows the rest. */
    private static URI url(String option, String value) {
        try {
            URI url = new URI(value);
            boolean bare = url.getRawPath() == null || url.getRawPath().isEmpty();
            if ("http".equals(url.getScheme()) && url.getHost() != null && bare && url.getRawQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new LaunchException(option + " needs a URL, not " + value, e);
        }
        throw new LaunchException(option + " needs a URL such as http://127.0.0.1:4318, not " + value);
    }

    private static int number(String option, String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new LaunchException(option + " needs a number, not " + value, e);
        }
    }
}
