package dev.naru.origin.jobs;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * When a declined card is tried again.
 *
 * @param days after the first decline, ascending, at least one
 */
record Dunning(List<Integer> days) {

    Dunning {
        boolean ascending = days.stream().sorted().distinct().toList().equals(days);
        if (days.isEmpty() || !ascending || days.getFirst() < 1) {
            throw new IllegalArgumentException("naru.billing.dunning-days must be ascending days from 1: " + days);
        }
    }

    /**
     * The day of the next attempt, empty when the subscription is to be suspended. A day that has passed becomes the day after this attempt: a cron
     * that was down does not try a card twice on one day.
     *
     * @param attempt the one that was declined, from 1
     */
    Optional<LocalDate> next(LocalDate firstDeclinedOn, int attempt, LocalDate today) {
        if (attempt > days.size()) {
            return Optional.empty();
        }
        LocalDate planned = firstDeclinedOn.plusDays(days.get(attempt - 1));
        return Optional.of(planned.isAfter(today) ? planned : today.plusDays(1));
    }
}
