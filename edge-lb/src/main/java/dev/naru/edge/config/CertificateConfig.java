package dev.naru.edge.config;

import java.nio.file.Path;

/**
 * A certificate and its private key. Paths that the file gives relative are relative to the file's own folder; here
 * they are resolved, and both files existed and were readable when the configuration was read.
 *
 * @param certificateFile PEM, the leaf first, then its chain
 * @param keyFile PEM, PKCS#8
 */
public record CertificateConfig(Path certificateFile, Path keyFile) {}
