package dev.naru.pgsim.ledger;

/**
 * An answer kept for its Idempotency-Key.
 *
 * @param scope a hash over idempotency key, API key, method and URL; no secret can be read from it
 * @param status HTTP status
 * @param body JSON
 */
public record Answer(String scope, int status, String body) {}
