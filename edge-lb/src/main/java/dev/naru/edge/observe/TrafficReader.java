package dev.naru.edge.observe;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Adds up what all event loops have counted of servers. For any thread but a loop's; a reading of a group costs some tens of microseconds. */
public final class TrafficReader {
    private final List<LoopStats> loops;

    /** @param loops one for each event loop */
    public TrafficReader(List<LoopStats> loops) {
        this.loops = List.copyOf(loops);
    }

    /** Of all servers that the group had since the start; nothing when it is not known. */
    public Traffic group(String upstream, String group) {
        return read(stats -> stats.upstream().equals(upstream) && stats.group().equals(group));
    }

    /** Of one server; nothing when it is not known. */
    public Traffic server(String upstream, String server) {
        return read(stats -> stats.upstream().equals(upstream) && stats.server().equals(server));
    }

    private Traffic read(Predicate<ServerStats> wanted) {
        return sum(loops.stream()
                .flatMap(loop -> loop.servers().stream())
                .filter(wanted)
                .toList());
    }

    static Traffic sum(List<ServerStats> all) {
        // The ends are read before the beginnings: an attempt in flight may be missing from the former, never from the
        // latter.
        long errors4xx = sum(all, ServerStats::errors4xx);
        long errors5xx = sum(all, ServerStats::errors5xx);
        long connectErrors = sum(all, ServerStats::connectErrors);
        long timeouts = sum(all, ServerStats::timeouts);
        long failures = sum(all, ServerStats::failures);
        return new Traffic(
                sum(all, ServerStats::requests) + connectErrors,
                errors4xx,
                errors5xx,
                connectErrors,
                timeouts,
                Math.max(0, failures - connectErrors - timeouts),
                Distribution.of(all.stream().map(ServerStats::firstByte).toList()),
                Distribution.of(all.stream().map(ServerStats::whole).toList()),
                Distribution.of(all.stream().map(ServerStats::connect).toList()));
    }

    private static long sum(List<ServerStats> all, ToLongFunction<ServerStats> value) {
        return all.stream().mapToLong(value).sum();
    }
}
