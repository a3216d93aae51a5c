package dev.naru.edge.observe;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process and its JVM, under the names that Prometheus' own clients use. */
final class ProcessMetrics {
    private static final Path STATM = Path.of("/proc/self/statm");
    private static final long PAGE_BYTES = 4096;

    private ProcessMetrics() {}

    static void expose(Exposition out) {
        memory(out);
        out.counter("jvm_gc_collections", "Collections of garbage.");
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.value(Exposition.labels("gc", gc.getName()), gc.getCollectionCount());
        }
        out.counter("jvm_gc_seconds", "Time spent in collections.");
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            out.value(Exposition.labels("gc", gc.getName()), gc.getCollectionTime() / 1e3);
        }
        out.gauge("jvm_threads_current", "Threads that live.")
                .value("", ManagementFactory.getThreadMXBean().getThreadCount());
        out.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.")
                .value("", ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            out.counter("process_cpu_seconds", "Processor time used.").value("", system.getProcessCpuTime() / 1e9);
            out.gauge("process_open_fds", "Open file descriptors.").value("", openDescriptors(system));
            out.gauge("process_max_fds", "Limit of open file descriptors.")
                    .value("", system.getMaxFileDescriptorCount());
        }
        try {
            long pages = Long.parseLong(Files.readString(STATM).split(" ", -1)[1]);
            out.gauge("process_resident_memory_bytes", "Resident memory.").value("", pages * PAGE_BYTES);
        } catch (IOException e) {
            return; // not Linux: then nobody expects it
        }
    }

    private static long openDescriptors(UnixOperatingSystemMXBean system) {
        try {
            return system.getOpenFileDescriptorCount();
        } catch (InternalError e) {
            return system.getMaxFileDescriptorCount(); // counting takes a descriptor, and none is left
        }
    }

    private static void memory(Exposition out) {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        MemoryUsage other = ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage();
        out.gauge("jvm_memory_used_bytes", "Memory of the JVM in use.")
                .value("area=\"heap\"", heap.getUsed())
                .value("area=\"nonheap\"", other.getUsed());
        out.gauge("jvm_memory_max_bytes", "Limit of the JVM's memory; -1 where it has none.")
                .value("area=\"heap\"", heap.getMax())
                .value("area=\"nonheap\"", other.getMax());
        out.gauge(
                "jvm_buffer_pool_used_bytes", "Memory of the JDK's own buffers; the edge's are in edge_direct_memory.");
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            out.value(Exposition.labels("pool", pool.getName()), pool.getMemoryUsed());
        }
    }
}
