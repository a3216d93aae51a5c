package dev.naru.pgsim.payment;

import java.time.Instant;

/** Money given back. */
public record Cancel(String transactionKey, long amount, String reason, Instant at) {}
