package dev.naru.cron.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.naru.cron.platform.CronConfig;
import dev.naru.cron.platform.Outbound;
import dev.naru.cron.platform.Secrets;
import io.smallrye.faulttolerance.api.ExponentialBackoff;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/**
 * {@code /cron} of the API. A call is retried with the same scheduled instant, hence the same run key: the API answers a
 * repeat with the run it has. Properties {@code dev.naru.cron.trigger.CronApi/trigger/Retry/maxRetries} and so on change
 * the limits.
 */
@ApplicationScoped
class CronApi {
    private static final byte[] NO_BODY = {};

    private final Outbound outbound;
    private final CallSigner signer;
    private final ObjectMapper json;
    private final URI api;

    CronApi(Outbound outbound, Secrets secrets, ObjectMapper json, CronConfig config) {
        this.outbound = outbound;
        this.json = json;
        signer = new CallSigner(secrets);
        api = URI.create(config.publicUrls().apiUrl());
    }

    /**
     * Asks for the run of {@code job} due at {@code scheduledAt}.
     *
     * @throws UnansweredException no settling answer after all retries
     * @throws RefusedException the API says no
     */
    @Retry(
            maxRetries = 4,
            delay = 500,
            jitter = 250,
            maxDuration = 50_000,
            retryOn = {UnansweredException.class, TimeoutException.class},
            abortOn = CircuitBreakerOpenException.class)
    @ExponentialBackoff(factor = 2, maxDelay = 8_000)
    @CircuitBreaker(
            requestVolumeThreshold = 10,
            failureRatio = 0.8,
            delay = 10_000,
            failOn = {UnansweredException.class, TimeoutException.class})
    @Timeout(10_000)
    @Bulkhead(16)
    RunAnswer trigger(String job, Instant scheduledAt) throws UnansweredException, RefusedException {
        HttpRequest.Builder request = signed("POST", api.resolve("/cron/" + job))
                .header("X-Naru-Scheduled-At", scheduledAt.toString())
                .POST(BodyPublishers.noBody());
        return call(request);
    }

    /** Reads how far a run has come. */
    @Timeout(5_000)
    @Bulkhead(32)
    RunAnswer status(URI statusUrl) throws UnansweredException, RefusedException {
        return call(signed("GET", statusUrl).GET());
    }

    /** Where a run's status is read; refused unless it lies under the API's {@code /cron/}, since the call is signed. */
    URI statusUrl(String answered) throws RefusedException {
        URI url;
        try {
            url = api.resolve(answered);
        } catch (IllegalArgumentException e) {
            throw new RefusedException("statusUrl is not a URL");
        }
        boolean ours = api.getScheme().equals(url.getScheme())
                && api.getRawAuthority().equals(url.getRawAuthority())
                && url.normalize().getRawPath().startsWith("/cron/");
        if (!ours) {
            throw new RefusedException("statusUrl is not under " + api + "/cron/");
        }
        return url;
    }

    private HttpRequest.Builder signed(String method, URI url) {
        long timestampS = Instant.now().getEpochSecond();
        return HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .header("User-Agent", "naru-cron-runner")
                .header("X-Request-Id", UUID.randomUUID().toString().replace("-", ""))
                .header("X-Naru-Timestamp", Long.toString(timestampS))
                .header("X-Naru-Signature", signer.sign(timestampS, method, url.getRawPath(), NO_BODY));
    }

    private RunAnswer call(HttpRequest.Builder request) throws UnansweredException, RefusedException {
        HttpResponse<String> answer;
        try {
            answer = outbound.send(request.build());
        } catch (IOException e) {
            String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new UnansweredException(why, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnansweredException("interrupted", e);
        }
        int status = answer.statusCode();
        if (status == 408 || status == 429 || status >= 500) {
            throw new UnansweredException("HTTP " + status + detail(answer.body()));
        }
        if (status < 200 || status >= 300) {
            throw new RefusedException("HTTP " + status + detail(answer.body()));
        }
        try {
            return json.readValue(answer.body(), RunAnswer.class);
        } catch (JsonProcessingException e) {
            throw new RefusedException("HTTP " + status + " without the JSON of a run");
        }
    }

    /** What a problem+json says, short enough for a page. */
    private String detail(String body) {
        try {
            String detail = json.readTree(body).path("detail").asText("");
            return detail.isEmpty() ? "" : ": " + detail.substring(0, Math.min(200, detail.length()));
        } catch (JsonProcessingException e) {
            return "";
        }
    }
}
