package dev.naru.cron.schedule;

import dev.naru.cron.trigger.Run;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the page shows, with times in the schedule's zone. */
record StatusPage(String api, List<Job> jobs, List<Line> runs) {

    /** One job. */
    record Job(String name, String cron, String next, String lastTaken, String catchUp, int catchUpMax) {}

    /** One run. */
    record Line(Run run, String scheduledAt, String duration, String tone) {}

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);

    static Job job(JobSchedule schedule, @Nullable Instant lastTaken, Instant now, ZoneId zone) {
        return new Job(
                schedule.job(),
                schedule.expression(),
                time(schedule.next(now).orElse(null), zone),
                time(lastTaken, zone),
                schedule.catchUp().name(),
                schedule.catchUpMax());
    }

    static Line line(Run run, ZoneId zone) {
        Long ms = run.durationMs();
        String duration = ms == null ? "" : String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
        return new Line(run, time(run.scheduledAt(), zone), duration, tone(run));
    }

    private static String tone(Run run) {
        return switch (run.state()) {
            case CALLING, ACCEPTED -> "warn";
            case ENDED ->
                run.runStatus().equals("SUCCEEDED") ? "good" : run.runStatus().startsWith("SKIPPED") ? "" : "bad";
            case UNSEEN, FAILED -> "bad";
        };
    }

    private static String time(@Nullable Instant at, ZoneId zone) {
        return at == null ? "–" : TIME.format(at.atZone(zone));
    }
}
