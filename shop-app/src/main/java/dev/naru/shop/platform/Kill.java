package dev.naru.shop.platform;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.Vertx;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.logging.Logger;

/** Dev only: ends this replica as a power cut would, to see that nothing of a buyer's is lost with it. */
@Path("/dev/kill")
class Kill {
    private static final Logger LOG = Logger.getLogger(Kill.class);
    private static final long ANSWER_LEAVES_MS = 150;
    private static final int KILLED = 137;

    private final NaruConfig config;
    private final Vertx vertx;

    Kill(NaruConfig config, Vertx vertx) {
        this.config = config;
        this.vertx = vertx;
    }

    @POST
    public Response kill() {
        if (!config.dev()) {
            throw new Refusal(Reason.NOT_FOUND, "Only a replica with NARU_DEV=true can be killed from a page");
        }
        LOG.warnf("replica %s is killed from a page", config.replica());
        if (LaunchMode.current() != LaunchMode.TEST) {
            vertx.setTimer(ANSWER_LEAVES_MS, timer -> Runtime.getRuntime().halt(KILLED));
        }
        return Response.seeOther(URI.create("/")).header("Connection", "close").build();
    }
}
