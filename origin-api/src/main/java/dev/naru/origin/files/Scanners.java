package dev.naru.origin.files;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/** The scanner that the configuration names, if it names one. */
final class Scanners {

    private Scanners() {}

    @Produces
    @Singleton
    static Optional<Scanner> open(FilesConfig config) {
        return config.clamd().map(address -> clamd(address, config));
    }

    private static Scanner clamd(String address, FilesConfig config) {
        URI uri = URI.create("clamd://" + address);
        if (uri.getHost() == null || uri.getPort() < 1) {
            throw new IllegalStateException(
                    "naru.files.clamd is " + address + ": write host:port, such as 127.0.0.1:3310");
        }
        return new Clamd(uri.getHost(), uri.getPort(), config.scanTimeout());
    }
}
