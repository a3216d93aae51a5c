package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.naru.edge.observe.EventLog;
import io.netty.util.internal.logging.InternalLogLevel;
import io.netty.util.internal.logging.InternalLogger;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NettyLogTest {
    @Test
    void warningsAndErrorsAreLinesOfTheErrorLog() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Consumer<String> follower = lines::add;
        EventLog.follow(follower);
        try {
            InternalLogger log = NettyLog.named("io.netty.some.Part");
            log.warn("{} of {} left", 1, 2);
            log.error("broke", new IllegalStateException("why"));
            log.info("hidden");
            log.log(InternalLogLevel.DEBUG, "hidden");
            EventLog.flush();
        } finally {
            EventLog.unfollow(follower);
        }
        assertTrue(lines.contains("netty: Part: 1 of 2 left"), lines::toString);
        assertTrue(lines.contains("netty: Part: broke: java.lang.IllegalStateException: why"), lines::toString);
        assertFalse(lines.toString().contains("hidden"), lines::toString);
    }
}
