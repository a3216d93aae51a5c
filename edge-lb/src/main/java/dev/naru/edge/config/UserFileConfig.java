package dev.naru.edge.config;

import java.nio.file.Path;

/**
 * Users and the bcrypt hashes of their passwords.
 *
 * @param file as {@code htpasswd -B} writes it
 * @param realm what browsers show beside the question
 */
public record UserFileConfig(String name, Path file, String realm) {}
