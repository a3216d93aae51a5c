package dev.naru.bench.report;

import org.jspecify.annotations.Nullable;

/**
 * A case as reports tell it.
 *
 * @param target CPU per request we want to reach, as a ratio to the better peer; null when there is none
 */
public record CaseInfo(String name, String title, @Nullable Double target) {}
