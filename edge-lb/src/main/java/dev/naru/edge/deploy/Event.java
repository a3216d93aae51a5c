package dev.naru.edge.deploy;

/**
 * Something that a deployment did, or that was done to it.
 *
 * @param atMs wall clock, milliseconds of the epoch
 * @param kind one word: start, step, hold, resume, roll-back, abort, done, weights, restart, lead, note, fault
 * @param text for an operator, in English
 */
public record Event(long atMs, String kind, String text) {}
