package dev.naru.origin.jobs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * How a job is scheduled and guarded.
 *
 * @param name as in the URL: {@code /cron/{name}}
 * @param interval between two scheduled instants; a call that names none belongs to the last multiple of it in Asia/Seoul. At most a day
 * @param misfireMax runs that {@link Misfire#ALL} makes up for at most
 * @param maxRuntime after which a run is stopped, counted over all its owners
 * @param grace how late a call may be before it counts as missed
 * @param watched whether a missing call raises an alarm
 */
record JobSpec(
        String name,
        Duration interval,
        Misfire misfire,
        int misfireMax,
        Duration maxRuntime,
        Duration grace,
        boolean watched) {

    static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

    /** With the defaults that suit most jobs: one run stands for all missed ones, ten minutes at most. */
    static JobSpec every(String name, Duration interval, Duration grace) {
        return new JobSpec(name, interval, Misfire.FIRE_ONCE, 10, Duration.ofMinutes(10), grace, true);
    }

    JobSpec {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("The interval of " + name + " must be 1 s to 1 day: " + interval);
        }
        if (misfireMax < 1 || misfireMax > 1000) {
            throw new IllegalArgumentException("misfire-max of " + name + " must be 1 to 1000: " + misfireMax);
        }
    }

    JobSpec with(JobsConfig.Override override) {
        return new JobSpec(
                name,
                override.interval().orElse(interval),
                override.misfire().orElse(misfire),
                override.misfireMax().orElse(misfireMax),
                override.maxRuntime().orElse(maxRuntime),
                override.grace().orElse(grace),
                override.watched().orElse(watched));
    }

    /** The scheduled instant that {@code now} belongs to: a day's job starts at midnight in Seoul, not in Greenwich. */
    Instant floor(Instant now) {
        long offsetS = SEOUL.getRules().getOffset(now).getTotalSeconds();
        long intervalS = interval.toSeconds();
        long localS = now.getEpochSecond() + offsetS;
        return Instant.ofEpochSecond(localS - Math.floorMod(localS, intervalS) - offsetS);
    }

    /**
     * The instant that a caller means whose clock may be ahead: moved back by whole intervals until it is at most half of one before its time. Otherwise
     * one fast clock would name runs that stand for those of the right ones, and work for a day that has not begun.
     */
    Instant notAhead(Instant scheduled, Instant now) {
        long aheadMs = Duration.between(now, scheduled).toMillis() - interval.toMillis() / 2;
        long intervals = Math.max(0, Math.ceilDiv(aheadMs, interval.toMillis()));
        return scheduled.minus(interval.multipliedBy(intervals));
    }
}
