package dev.naru.origin.payment;

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

    WebhookResource(Providers providers, Webhooks webhooks) {
        this.providers = providers;
        this.webhooks = webhooks;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    @Operation(summary = "A gateway's notification, signed by it")
    public Response receive(@PathParam("provider") String name, @Context HttpHeaders headers, byte[] body) {
        PaymentProvider provider = providers.named(name);
        webhooks.receive(provider, headers.getRequestHeaders(), body);
        return provider.acknowledge();
    }
}
