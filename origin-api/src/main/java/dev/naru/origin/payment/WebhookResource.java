package dev.naru.origin.payment;

import dev.naru.origin.platform.Alarm;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;

@Path("/pg/webhook/{provider}")
class WebhookResource {

    private final Providers providers;
    private final Webhooks webhooks;
    private final Alarm alarm;

    WebhookResource(Providers providers, Webhooks webhooks, Alarm alarm) {
        this.providers = providers;
        this.webhooks = webhooks;
        this.alarm = alarm;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "A gateway's notification, signed by it")
    public Response receive(@PathParam("provider") String name, @Context HttpHeaders headers, byte[] body) {
        PaymentProvider provider = providers.named(name);
        try {
            webhooks.receive(provider, headers.getRequestHeaders(), body);
        } catch (Problem problem) {
            if (problem.status() == Response.Status.UNAUTHORIZED.getStatusCode()) {
                alarm.raise("webhook-forged", "a webhook of " + provider.name() + " is refused: " + problem.detail());
            }
            throw problem;
        }
        return provider.acknowledge();
    }
}
