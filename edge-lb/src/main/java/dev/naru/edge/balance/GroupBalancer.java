package dev.naru.edge.balance;

import dev.naru.edge.config.BalanceConfig;
import dev.naru.edge.config.UpstreamConfig;
import dev.naru.edge.upstream.Group;
import dev.naru.edge.upstream.Server;
import java.util.List;
import java.util.Objects;

/** Chooses a server inside one group; a backup only while no other server of the group is eligible. Belongs to one loop. */
final class GroupBalancer {
    private final Set primaries;
    private final Set backups;

    GroupBalancer(Group group, UpstreamConfig config, Dice dice) {
        primaries = new Set(group.servers().stream().filter(s -> !s.backup()).toList(), config, dice);
        backups = new Set(group.servers().stream().filter(Server::backup).toList(), config, dice);
    }

    /** Whether a {@link #pick} would find a server. */
    boolean any(long nowNanos, Tried tried) {
        return primaries.candidates.any(nowNanos, tried) || backups.candidates.any(nowNanos, tried);
    }

    /** The next server; to be called when there is {@link #any}. */
    Server pick(long nowNanos, Choice choice, Tried tried) {
        Set set = primaries.candidates.find(nowNanos, tried) ? primaries : backups;
        if (set == backups && !set.candidates.find(nowNanos, tried)) {
            throw new IllegalStateException("no candidate");
        }
        return choice.byUser && choice.user != 0
                ? set.rendezvous.pick(set.candidates, choice.user)
                : set.picker.pick(set.candidates, choice.key, nowNanos);
    }

    void failed(Server server) {
        primaries.picker.failed(server);
        backups.picker.failed(server);
    }

    private static final class Set {
        final Candidates candidates;
        final Rendezvous rendezvous;
        final Picker picker;

        Set(List<Server> servers, UpstreamConfig config, Dice dice) {
            candidates = new Candidates(servers);
            rendezvous = new Rendezvous(candidates);
            picker = picker(config.balance(), new RoundRobin(candidates, config.maxFails()), dice);
        }

        private Picker picker(BalanceConfig balance, RoundRobin roundRobin, Dice dice) {
            return switch (balance.policy()) {
                case ROUND_ROBIN -> roundRobin;
                case LEAST_REQUESTS -> new LeastLoaded(LeastLoaded.REQUESTS, roundRobin, dice);
                case LEAST_LATENCY -> new LeastLoaded(LeastLoaded.LATENCY, roundRobin, dice);
                case IP_HASH -> new IpHash(candidates, roundRobin);
                case HASH ->
                    new ConsistentHash(
                            rendezvous, Objects.requireNonNull(balance.hash()).maxLoadPercent(), roundRobin);
            };
        }
    }
}
