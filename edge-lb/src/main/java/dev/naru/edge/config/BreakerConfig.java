package dev.naru.edge.config;

/**
 * The circuit breaker of each server. Off unless given.
 *
 * @param errorPercent of failed attempts and 5xx answers that opens it; 1..100, default 50
 * @param minRequests within the window for it to open; 1..1,000,000, default 20
 * @param windowMs sliding; 1,000..600,000, default 10,000
 * @param openMs how long it stays open before it tries; 100..600,000, default 5,000
 * @param trials requests let through to try; all must succeed for it to close; 1..1,000, default 3
 */
public record BreakerConfig(int errorPercent, int minRequests, long windowMs, long openMs, int trials) {}
