package dev.naru.shop.page;

import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.RequestInfo;
import dev.naru.shop.session.Member;
import dev.naru.shop.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.jspecify.annotations.Nullable;

/** The badge as JSON, to count which replicas answer. */
@Path("/whoami")
class Whoami {
    private final NaruConfig config;
    private final RequestInfo request;
    private final Sessions sessions;

    Whoami(NaruConfig config, RequestInfo request, Sessions sessions) {
        this.config = config;
        this.request = request;
        this.sessions = sessions;
    }

    record Answer(
            String replica,
            String group,
            String version,
            String requestId,
            @Nullable String member) {}

    @GET
    @Produces("application/json")
    @RunOnVirtualThread
    public Answer whoami() {
        return new Answer(
                config.replica(),
                config.group(),
                config.version(),
                request.requestId(),
                sessions.lookup().member().map(Member::id).orElse(null));
    }
}
