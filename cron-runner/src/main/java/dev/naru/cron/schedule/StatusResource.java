package dev.naru.cron.schedule;

import dev.naru.cron.platform.CronConfig;
import dev.naru.cron.platform.Language;
import dev.naru.cron.platform.PageHeaders;
import dev.naru.cron.platform.Refusal;
import dev.naru.cron.trigger.Run;
import dev.naru.cron.trigger.Triggers;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/** The operators' page: jobs, their next instants, the latest runs, and a button. */
@Path("/")
@RunOnVirtualThread
final class StatusResource {
    private static final int MAX_LINES = 100;

    @CheckedTemplate(basePath = "")
    static class Templates {
        private Templates() {}

        static native TemplateInstance status(StatusPage page, String lang, String replica, String version);
    }

    /** The body of {@code GET /runs}. */
    record RunList(List<Run> runs) {}

    private final Schedules schedules;
    private final Triggers triggers;
    private final OperatorGuard guard;
    private final CronConfig config;

    StatusResource(Schedules schedules, Triggers triggers, OperatorGuard guard, CronConfig config) {
        this.schedules = schedules;
        this.triggers = triggers;
        this.guard = guard;
        this.config = config;
    }

    @GET
    public Response page(@QueryParam("lang") @DefaultValue("") String asked, @Context HttpHeaders headers) {
        String lang = Language.of(asked, headers);
        Instant now = Instant.now();
        StatusPage page = new StatusPage(
                config.publicUrls().apiUrl(),
                schedules.all().stream()
                        .map(s -> StatusPage.job(s, schedules.lastTaken(s.job()).orElse(null), now, config.zone()))
                        .toList(),
                triggers.newest().stream()
                        .limit(MAX_LINES)
                        .map(run -> StatusPage.line(run, config.zone()))
                        .toList());
        return PageHeaders.safe(Response.ok(), "")
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .entity(Templates.status(page, lang, config.replica(), config.version())
                        .setLocale(lang)
                        .render())
                .build();
    }

    @GET
    @Path("runs")
    @Produces(MediaType.APPLICATION_JSON)
    public RunList runs() {
        return new RunList(triggers.newest());
    }

    /** Waits until the API has taken the run or not, then shows the page. */
    @POST
    @Path("jobs/{job}/run")
    public Response runNow(
            @PathParam("job") String job,
            @QueryParam("lang") @DefaultValue("") String lang,
            @Context HttpServerRequest request) {
        guard.require(request);
        JobSchedule schedule = schedules
                .find(job)
                .orElseThrow(() -> new Refusal(404, "unknown-job", "Not found", "No such job is scheduled here."));
        schedules.runNow(schedule);
        String where = lang.equals("en") ? "/?lang=en" : lang.equals("ko") ? "/?lang=ko" : "/";
        return Response.status(303).header(HttpHeaders.LOCATION, where).build();
    }
}
