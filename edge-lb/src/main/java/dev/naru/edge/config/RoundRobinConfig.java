package dev.naru.edge.config;

/** {@code balance: round-robin}: smooth weighted round robin, the default. */
public record RoundRobinConfig() implements BalanceConfig {}
