package dev.naru.bench.report;

import dev.naru.bench.proc.Machine;
import java.util.List;
import java.util.Map;

/**
 * What a run was.
 *
 * @param date of its start, ISO, with offset
 * @param commandLine as typed
 * @param versions by proxy, in the order of the run
 * @param peers the proxies that ratios refer to
 * @param rigRequestsPerS what the rig does against its own back end, without a proxy
 * @param remarks about the whole run: proxies left out, a busy machine
 */
public record RunInfo(
        String date,
        String commandLine,
        Machine machine,
        Map<String, String> versions,
        List<String> peers,
        int rounds,
        int warmUpS,
        int measureS,
        String proxyCores,
        String loadCores,
        double rigRequestsPerS,
        List<String> remarks) {

    public RunInfo {
        peers = List.copyOf(peers);
        remarks = List.copyOf(remarks);
    }

    public List<String> proxies() {
        return List.copyOf(versions.keySet());
    }
}
