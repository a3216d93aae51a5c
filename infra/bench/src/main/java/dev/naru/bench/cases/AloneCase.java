package dev.naru.bench.cases;

import dev.naru.bench.proxy.Proxy;
import java.io.IOException;

/** A case whose proxies take turns as a whole: each is started, measured and stopped before the next. */
public sealed interface AloneCase extends BenchCase permits LatencyCase, MemoryCase, StartUpCase, SlowClientsCase {

    /** Starts the proxy afresh, measures it, stops it. */
    void measure(Bench bench, Proxy proxy, Measurement into) throws IOException, InterruptedException;
}
