package dev.naru.pgsim.payment;

/** Why a payment was not approved, in Toss's words. */
public record Failure(String code, String message) {}
