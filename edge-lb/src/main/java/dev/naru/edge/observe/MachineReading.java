package dev.naru.edge.observe;

/**
 * How full the process's share of the machine is.
 *
 * @param descriptors open file descriptors
 * @param maxDescriptors that it may have open; 0 when that cannot be known here
 * @param heapOld octets of the old generation in use, garbage included
 * @param heapOldMax its limit
 * @param directUsed octets of direct memory in buffers that are in use
 * @param directReserved octets that the buffers' pools have taken
 * @param directMax their limit
 * @param shedsConnections new connections are refused now, since descriptors are short
 * @param shedsRequests requests are refused now, since memory is short
 */
public record MachineReading(
        long descriptors,
        long maxDescriptors,
        long heapOld,
        long heapOldMax,
        long directUsed,
        long directReserved,
        long directMax,
        boolean shedsConnections,
        boolean shedsRequests) {
    /** Before the first look. */
    public static final MachineReading UNKNOWN = new MachineReading(0, 0, 0, 0, 0, 0, 0, false, false);

    void expose(Exposition out) {
        out.gauge("edge_descriptors_open", "File descriptors in use, as the edge watches them.")
                .value("", descriptors);
        out.gauge("edge_descriptors_limit", "File descriptors that the process may have open.")
                .value("", maxDescriptors);
        out.gauge("edge_direct_memory_used_bytes", "Direct memory in buffers that are in use.")
                .value("", directUsed);
        out.gauge("edge_direct_memory_reserved_bytes", "Direct memory that the pools of buffers have taken.")
                .value("", directReserved);
        out.gauge("edge_direct_memory_limit_bytes", "Limit of direct memory.").value("", directMax);
        out.gauge("edge_shedding", "1 while new work is refused since the machine is full, by what is short.")
                .value(Exposition.labels("resource", "descriptors"), shedsConnections ? 1 : 0)
                .value(Exposition.labels("resource", "memory"), shedsRequests ? 1 : 0);
    }
}
