package dev.naru.bench.allocation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/** Where a JVM allocates, by JDK Flight Recorder's sampled allocations. */
final class AllocationSites {

    private static final int FRAMES = 4;

    private AllocationSites() {}

    /** Starts to record. */
    static void start(JvmProbe probe) throws IOException {
        probe.diagnose(
                "jfrStart",
                "name=allocation",
                "settings=none",
                "+jdk.ObjectAllocationSample#enabled=true",
                "+jdk.ObjectAllocationSample#throttle=1000/s",
                "+jdk.ObjectAllocationSample#stackTrace=true");
    }

    /** Ends the recording; the heaviest sites, each as its share, class and innermost frames. */
    static List<String> stop(JvmProbe probe, Path dir, int count) throws IOException {
        Path file = dir.resolve("allocation.jfr");
        probe.diagnose("jfrStop", "name=allocation", "filename=" + file);
        Map<String, Long> weights = new HashMap<>();
        long all = 0;
        try (RecordingFile recording = new RecordingFile(file)) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                RecordedThread thread = event.getThread();
                boolean own = thread == null || thread.getJavaName() == null || JvmProbe.isOwn(thread.getJavaName());
                if (event.getEventType().getName().equals("jdk.ObjectAllocationSample") && !own) {
                    weights.merge(site(event), event.getLong("weight"), Long::sum);
                    all += event.getLong("weight");
                }
            }
        } finally {
            Files.deleteIfExists(file);
        }
        double total = Math.max(1, all);
        return weights.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(count)
                .map(site -> "%3.0f %% %s".formatted(100 * site.getValue() / total, site.getKey()))
                .toList();
    }

    private static String site(RecordedEvent event) {
        String type = event.getClass("objectClass").getName();
        if (event.getStackTrace() == null) {
            return type;
        }
        return type + " at "
                + event.getStackTrace().getFrames().stream()
                        .filter(RecordedFrame::isJavaFrame)
                        .limit(FRAMES)
                        .map(AllocationSites::frame)
                        .collect(Collectors.joining(" < "));
    }

    private static String frame(RecordedFrame frame) {
        String type = frame.getMethod().getType().getName();
        return type.substring(type.lastIndexOf('.') + 1) + "."
                + frame.getMethod().getName() + ":" + frame.getLineNumber();
    }
}
