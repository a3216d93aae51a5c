package dev.naru.edge.config;

/** A header field for the back end whose value is a claim of the verified token. */
public record IdentityHeader(String header, String claim) {}
