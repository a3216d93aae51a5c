package dev.naru.origin.payment;

import java.time.Instant;

/**
 * A virtual account: where the buyer deposits, and until when.
 *
 * @param bank the bank's code of two or three digits, as the gateway has it
 */
public record DepositAccount(String bank, String number, Instant dueAt) {}
