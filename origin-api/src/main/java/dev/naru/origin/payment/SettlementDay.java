package dev.naru.origin.payment;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A gateway's day as its settlement file has it, compared with the database. Amounts are in won.
 *
 * @param day Seoul's
 * @param differences found, those included that were settled by themselves
 */
public record SettlementDay(
        String provider,
        LocalDate day,
        int lines,
        long sold,
        long givenBack,
        long fees,
        int differences,
        Instant comparedAt) {}
