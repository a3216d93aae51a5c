package dev.naru.shop.catalog;

import java.time.Instant;

/** A buyer's photo of a product, kept and served by origin-api. {@code url} is absolute and on the api host. */
public record Photo(String id, String url, String type, long bytes, Instant createdAt, String author) {}
