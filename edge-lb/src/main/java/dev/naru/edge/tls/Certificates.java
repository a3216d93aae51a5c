package dev.naru.edge.tls;

import dev.naru.edge.config.CertificateConfig;
import dev.naru.edge.config.TlsConfig;
import io.netty.handler.ssl.OpenSsl;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The certificates of one listener, chosen by SNI: each serves the DNS names of its own subjectAltName; the first is the default. BoringSSL where the native
 * library loads, the JDK's TLS elsewhere. Thread-safe: a reload swaps the whole set, connections keep what they began with.
 */
public final class Certificates implements Reloadable {
    private final TlsConfig config;
    private final AtomicLong reloads = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile Served served;

    private record Served(List<ServerCertificate> all, Map<String, ServerCertificate> byName) {
        static Served of(List<ServerCertificate> all) {
            Map<String, ServerCertificate> byName = new HashMap<>();
            all.forEach(certificate -> certificate.names().forEach(name -> byName.putIfAbsent(name, certificate)));
            return new Served(List.copyOf(all), Map.copyOf(byName));
        }
    }

    private Certificates(TlsConfig config, Served served) {
        this.config = config;
        this.served = served;
    }

    /** Which library does TLS here. */
    public static String provider() {
        return OpenSsl.isAvailable() ? "BoringSSL (" + OpenSsl.versionString() + ")" : "JDK TLS";
    }

    /**
     * Loads all certificates.
     *
     * @throws CertificateException when a file is unreadable, expired, not valid yet or does not match its key; the message names the file
     */
    public static Certificates load(TlsConfig config) throws CertificateException {
        List<ServerCertificate> all = new ArrayList<>();
        for (CertificateConfig certificate : config.certificates()) {
            all.add(ServerCertificate.load(all.size(), certificate, config.tls12(), Instant.now()));
        }
        return new Certificates(config, Served.of(all));
    }

    /** The certificate for a server name in any case: its own, by name or by wildcard, else the first. */
    public ServerCertificate choose(String serverName) {
        Served now = served;
        String name = serverName.toLowerCase(Locale.ROOT);
        ServerCertificate exact = now.byName.get(name);
        return exact != null ? exact : now.byName.getOrDefault(ServerCertificate.wildcard(name), now.all.getFirst());
    }

    /** Those that serve now. */
    public List<ServerCertificate> all() {
        return served.all;
    }

    @Override
    public List<Path> files() {
        return config.certificates().stream()
                .flatMap(certificate -> Stream.of(certificate.certificateFile(), certificate.keyFile()))
                .toList();
    }

    /** Each certificate by itself: one that cannot be used does not hold up the others. */
    @Override
    public synchronized List<String> reload() {
        List<ServerCertificate> next = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ServerCertificate before : served.all) {
            CertificateConfig files = config.certificates().get(before.place());
            try {
                next.add(ServerCertificate.load(before.place(), files, config.tls12(), Instant.now()));
            } catch (CertificateException e) {
                next.add(before);
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        served = Served.of(next);
        reloads.incrementAndGet();
        failures.addAndGet(problems.size());
        return problems;
    }

    /** How often files that changed were read again. */
    public long reloads() {
        return reloads.get();
    }

    /** Certificates refused by a reload. */
    public long reloadFailures() {
        return failures.get();
    }

    @Override
    public List<String> warnings(Instant now) {
        List<String> warnings = new ArrayList<>();
        for (ServerCertificate certificate : served.all) {
            warnings.addAll(certificate.warnings());
            warnings.addAll(ServerCertificate.expiry(certificate.file(), certificate.notAfter(), now));
        }
        return warnings;
    }
}
