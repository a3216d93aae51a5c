package dev.naru.edge.config;

/** How an upstream chooses a server inside a group. */
public sealed interface BalanceConfig permits RoundRobinConfig {}
