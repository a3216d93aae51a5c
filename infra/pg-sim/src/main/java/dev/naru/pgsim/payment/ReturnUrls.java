package dev.naru.pgsim.payment;

/** Where the buyer's browser goes after the window. Their origin was checked when the payment was opened. */
public record ReturnUrls(String success, String fail) {}
