package dev.naru.edge.policy;

import java.util.List;

/** The gates of every route of a configuration. Immutable, for any thread. */
public final class Gates {
    /** Of routes that everybody may use. */
    private static final Gate[] OPEN = {};

    private final Gate[][] byRoute;
    private final GateCompiler.Kept kept;

    /** @param byRoute in the order of the routes' indexes */
    Gates(List<List<Gate>> byRoute, GateCompiler.Kept kept) {
        this.kept = kept;
        this.byRoute = byRoute.stream()
                .map(gates -> gates.isEmpty() ? OPEN : gates.toArray(Gate[]::new))
                .toArray(Gate[][]::new);
    }

    /** In the order in which they are asked; never write to it. */
    public Gate[] of(int routeIndex) {
        return byRoute[routeIndex];
    }

    GateCompiler.Kept kept() {
        return kept;
    }
}
