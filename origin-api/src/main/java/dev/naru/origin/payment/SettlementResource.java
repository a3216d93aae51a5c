package dev.naru.origin.payment;

import dev.naru.origin.platform.OperatorToken;
import dev.naru.origin.platform.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** An operator's comparison of one day's settlement file, beside the job's nightly one. */
@Path("/operations/settlements")
class SettlementResource {

    private final SettlementComparison settlements;
    private final OperatorToken operator;

    SettlementResource(SettlementComparison settlements, OperatorToken operator) {
        this.settlements = settlements;
        this.operator = operator;
    }

    @POST
    @Path("{provider}/{day}")
    @RunOnVirtualThread
    @Operation(summary = "Compares one day's settlement file with the database now; the day is Seoul's, YYYY-MM-DD")
    public SettlementDay compare(
            @PathParam("provider") String provider,
            @PathParam("day") String day,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization) {
        operator.require(authorization);
        return settlements
                .compare(provider, date(day))
                .orElseThrow(() -> Problem.unavailable(
                        "gateway-unavailable", "The gateway gives no settlement file of that day now.", 60, null));
    }

    private static LocalDate date(String day) {
        try {
            return LocalDate.parse(day);
        } catch (DateTimeException e) {
            throw Problem.badRequest("invalid-day", "The day must be YYYY-MM-DD.");
        }
    }
}
