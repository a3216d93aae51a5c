package dev.naru.edge.upstream;

import java.util.List;

/**
 * A weighted target group: prod1, prod2, or a zone.
 *
 * @param weight its share among the groups of its upstream; 0 takes no new requests
 * @param mode what an operator lets it do
 */
public record Group(String name, int weight, Mode mode, List<Server> servers) {
    /** The weight that counts for new requests: 0 unless it is ready. */
    public int share() {
        return mode == Mode.READY ? weight : 0;
    }
}
