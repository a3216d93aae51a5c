package dev.naru.shop.session;

/** A buyer who has logged in, as kept in the session. {@code id} is what origin-api knows the buyer by. */
public record Member(String id, String email, String name) {}
