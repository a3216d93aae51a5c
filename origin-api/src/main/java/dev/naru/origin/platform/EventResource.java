package dev.naru.origin.platform;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Events that a subscriber would not take, and another try for them. */
@Path("/operations/events")
@RunOnVirtualThread
class EventResource {

    private static final int MAX_LISTED = 200;

    record DeadEvents(List<EventDeliveries.Dead> dead) {}

    record Revived(int revived) {}

    private final Database database;
    private final EventDeliveries deliveries;
    private final OperatorToken operator;

    EventResource(Database database, EventDeliveries deliveries, OperatorToken operator) {
        this.database = database;
        this.deliveries = deliveries;
        this.operator = operator;
    }

    @GET
    @Path("/dead")
    @Operation(summary = "Deliveries given up, newest first, at most 200")
    public DeadEvents dead(
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        operator.require(authorization);
        return new DeadEvents(database.transaction(tx -> deliveries.dead(tx, MAX_LISTED)));
    }

    @POST
    @Path("/dead/{subscriber}/redeliver")
    @Operation(summary = "Send a subscriber's dead deliveries again")
    public Revived redeliver(
            @PathParam("subscriber") String subscriber,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        operator.require(authorization);
        return new Revived(database.transaction(tx -> deliveries.revive(tx, subscriber)));
    }
}
