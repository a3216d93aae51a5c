package dev.naru.edge.discovery;

import dev.naru.edge.config.ResolvedAddress;
import java.util.Comparator;

/**
 * One server of a name.
 *
 * @param weight 1..1000; 1 unless an SRV record says otherwise
 * @param backup whether other SRV records go before it
 */
record Endpoint(ResolvedAddress address, int weight, boolean backup) {
    /** Answers come in any order, which must mean nothing. */
    static final Comparator<Endpoint> ORDER = Comparator.comparing(Endpoint::backup)
            .thenComparing(endpoint -> endpoint.address().host())
            .thenComparing(endpoint -> endpoint.address().port());
}
