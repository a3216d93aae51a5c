package dev.naru.origin.jobs;

import dev.naru.origin.platform.NaruConfig;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /cron}: jobs by URL. */
@Path("/cron")
@CronOnly
@PermitAll // by CronOnly, not by a ticket
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.WILDCARD)
class CronResource {

    private final JobRegistry registry;
    private final Cron cron;
    private final RunRepository runs;
    private final Leases leases;
    private final JobRunner runner;
    private final Notifications notifications;
    private final URI apiUrl;

    CronResource(
            JobRegistry registry,
            Cron cron,
            RunRepository runs,
            Leases leases,
            JobRunner runner,
            Notifications notifications,
            NaruConfig config) {
        this.registry = registry;
        this.cron = cron;
        this.runs = runs;
        this.leases = leases;
        this.runner = runner;
        this.notifications = notifications;
        this.apiUrl = config.publicUrls().apiUrl();
    }

    /** The answer to a call; {@code note} says why there is no work. */
    record Accepted(
            UUID runId,
            String job,
            String runKey,
            RunStatus status,
            String statusUrl,
            boolean duplicate,
            @Nullable String note) {}

    /** A job as operators see it. */
    record JobView(
            String name,
            long intervalS,
            Misfire misfire,
            long maxRuntimeS,
            long graceS,
            @Nullable Instant lastRunAt,
            Instant nextDueAt,
            @Nullable Instant overdueSince,
            @Nullable String pausedReason,
            @Nullable String owner) {}

    record JobList(List<JobView> jobs) {}

    record RunList(List<JobRun> runs) {}

    record MessageList(List<Notifications.Listed> messages) {}

    @POST
    @Path("/{job}")
    public Response call(
            @PathParam("job") String job,
            @HeaderParam("X-Naru-Scheduled-At") @Nullable String scheduledAt,
            @Context ContainerRequestContext request) {
        return answer(registry.find(job), instant(scheduledAt), caller(request));
    }

    /**
     * A run for this very second, beside the schedule: what an operator asks for. Without it a call in the same interval would be a duplicate of the
     * run that was due; two within a second are one.
     */
    @POST
    @Path("/{job}/now")
    public Response runNow(@PathParam("job") String job, @Context ContainerRequestContext request) {
        return answer(registry.find(job), runs.now(), "operator, " + caller(request));
    }

    private Response answer(JobRegistry.Entry job, @Nullable Instant scheduledAt, String caller) {
        Cron.Accepted accepted = cron.accept(job, scheduledAt, caller);
        JobRun run = accepted.run();
        URI url = statusUrl(run.runId());
        return Response.accepted(new Accepted(
                        run.runId(),
                        run.job(),
                        run.runKey(),
                        run.status(),
                        url.toString(),
                        accepted.duplicate(),
                        run.note()))
                .location(url)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** The same for crons that can only GET. */
    @GET
    @Path("/{job}")
    public Response callByGet(
            @PathParam("job") String job,
            @HeaderParam("X-Naru-Scheduled-At") @Nullable String scheduledAt,
            @Context ContainerRequestContext request) {
        return call(job, scheduledAt, request);
    }

    /** A HEAD must not start what a GET does. */
    @HEAD
    @Path("/{job}")
    public Response head(@PathParam("job") String job) {
        return Response.status(405).header(HttpHeaders.ALLOW, "GET, POST").build();
    }

    @GET
    @Path("/jobs")
    public JobList jobs() {
        return new JobList(
                registry.all().stream().map(entry -> view(entry.spec())).toList());
    }

    @GET
    @Path("/{job}/runs")
    public RunList history(@PathParam("job") String job) {
        return new RunList(runs.history(registry.find(job).spec().name()));
    }

    /** What members were or will be told, newest first: the outbox that auto_send delivers. */
    @GET
    @Path("/messages")
    public MessageList messages() {
        return new MessageList(notifications.newest());
    }

    @GET
    @Path("/runs/{runId}")
    public JobRun run(@PathParam("runId") String runId) {
        return runs.find(uuid(runId)).orElseThrow(CronResource::noSuchRun);
    }

    /** Stops a run after the item at hand; repeating it changes nothing. */
    @POST
    @Path("/runs/{runId}/cancel")
    public Response cancel(@PathParam("runId") String runId) {
        JobRun run = leases.cancel(uuid(runId)).orElseThrow(CronResource::noSuchRun);
        if (!run.cancelRequested()) {
            throw Problem.conflict("run-ended", "Conflict", "The run has ended: " + run.status() + ".");
        }
        runner.cancelled(run);
        return Response.accepted(run).build();
    }

    /** The kill switch: running work stops after the item at hand, calls are recorded as SKIPPED_PAUSED. */
    @POST
    @Path("/{job}/pause")
    public JobView pause(@PathParam("job") String job) {
        JobSpec spec = registry.find(job).spec();
        runs.pause(spec.name(), "paused by an operator at " + Instant.now());
        return view(spec);
    }

    @POST
    @Path("/{job}/resume")
    public JobView resume(@PathParam("job") String job) {
        JobRegistry.Entry entry = registry.find(job);
        runs.pause(entry.spec().name(), null);
        runner.wake(entry);
        return view(entry.spec());
    }

    private JobView view(JobSpec spec) {
        RunRepository.Overview seen = runs.overview(spec.name());
        return new JobView(
                spec.name(),
                spec.interval().toSeconds(),
                spec.misfire(),
                spec.maxRuntime().toSeconds(),
                spec.grace().toSeconds(),
                seen.lastRunAt(),
                spec.floor(seen.now()).plus(spec.interval()),
                seen.overdueSince(),
                seen.pausedReason(),
                seen.owner());
    }

    private URI statusUrl(UUID runId) {
        return URI.create(apiUrl + "/cron/runs/" + runId);
    }

    private static String caller(ContainerRequestContext request) {
        return String.valueOf(request.getProperty(CronAuthentication.CALLER));
    }

    private static @Nullable Instant instant(@Nullable String scheduledAt) {
        try {
            return scheduledAt == null ? null : Instant.parse(scheduledAt);
        } catch (DateTimeException e) {
            throw Problem.badRequest(
                    "invalid-scheduled-at", "X-Naru-Scheduled-At is an instant in UTC, such as 2026-03-01T00:00:00Z.");
        }
    }

    private static UUID uuid(String runId) {
        try {
            return UUID.fromString(runId);
        } catch (IllegalArgumentException e) {
            throw noSuchRun();
        }
    }

    private static Problem noSuchRun() {
        return Problem.notFound("There is no such run.");
    }
}
