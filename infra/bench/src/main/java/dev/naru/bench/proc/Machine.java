package dev.naru.bench.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a reader must know to compare figures of two machines.
 *
 * @param processor model name
 * @param cores that this process sees
 * @param memoryMb total
 * @param kernel release
 * @param virtual whether a hypervisor runs below
 * @param connectionTracking whether netfilter tracks connections now: costs every proxy about a tenth
 * @param java version of the JVM that generates the load
 */
public record Machine(
        String processor,
        int cores,
        long memoryMb,
        String kernel,
        boolean virtual,
        boolean connectionTracking,
        String java) {

    public static Machine read() throws IOException {
        String cpu = Files.readString(Path.of("/proc/cpuinfo"));
        String memory = Files.readString(Path.of("/proc/meminfo"));
        return new Machine(
                field(cpu, "model name", "unknown " + System.getProperty("os.arch")),
                CoreTimes.read().numbers().size(),
                Long.parseLong(field(memory, "MemTotal", "0 kB").replaceAll("\\D", "")) / 1024,
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                field(cpu, "flags", "").contains("hypervisor"),
                tracked() > 0,
                Runtime.version().toString());
    }

    static String field(String text, String key, String otherwise) {
        return text.lines()
                .filter(line -> line.startsWith(key) && line.indexOf(':') > 0)
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(otherwise);
    }

    private static long tracked() throws IOException {
        Path count = Path.of("/proc/sys/net/netfilter/nf_conntrack_count");
        return Files.isReadable(count) ? Long.parseLong(Files.readString(count).strip()) : 0;
    }
}
