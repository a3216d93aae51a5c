package dev.naru.cron.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.naru.cron.platform.CronConfig.CatchUp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When one job is due, and what is owed after a gap. Immutable. */
final class JobSchedule {
    private final String job;
    private final String expression;
    private final ZoneId zone;
    private final CatchUp catchUp;
    private final int catchUpMax;
    private final ExecutionTime times;

    /** Throws {@link IllegalStateException} naming the job when the expression cannot be read. */
    JobSchedule(String job, String expression, ZoneId zone, CatchUp catchUp, int catchUpMax) {
        this.job = job;
        this.expression = expression;
        this.zone = zone;
        this.catchUp = catchUp;
        this.catchUpMax = Math.max(1, catchUpMax);
        try {
            Cron cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ)).parse(expression);
            times = ExecutionTime.forCron(cron.validate());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "naru.schedules.%s.cron = '%s' is not a Quartz expression of six fields, such as '0 */5 * * * ?': %s"
                            .formatted(job, expression, e.getMessage()),
                    e);
        }
    }

    String job() {
        return job;
    }

    String expression() {
        return expression;
    }

    CatchUp catchUp() {
        return catchUp;
    }

    /** How many missed instants are made up for under {@link CatchUp#ALL}. */
    int catchUpMax() {
        return catchUpMax;
    }

    /** The next instant after {@code now}. */
    Optional<Instant> next(Instant now) {
        return times.nextExecution(now.atZone(zone)).map(at -> at.toInstant());
    }

    /**
     * The instants after {@code lastTaken}, up to and including {@code now}, that the policy still calls for, oldest
     * first.
     */
    List<Instant> owed(Instant lastTaken, Instant now) {
        int most =
                switch (catchUp) {
                    case SKIP -> 0;
                    case FIRE_ONCE -> 1;
                    case ALL -> catchUpMax;
                };
        List<Instant> owed = new ArrayList<>();
        // A millisecond on, because the library's "last" leaves out the instant itself.
        Instant before = now.plusMillis(1);
        while (owed.size() < most) {
            Optional<Instant> previous =
                    times.lastExecution(before.atZone(zone)).map(at -> at.toInstant());
            if (previous.isEmpty() || !previous.get().isAfter(lastTaken)) {
                break;
            }
            before = previous.get();
            owed.addFirst(before);
        }
        return owed;
    }
}
