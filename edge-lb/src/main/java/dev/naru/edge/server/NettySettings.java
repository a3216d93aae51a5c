package dev.naru.edge.server;

import io.netty.util.ResourceLeakDetector;

/** What Netty reads from system properties when its classes load; a property given on the command line wins. */
final class NettySettings {
    private NettySettings() {}

    /** To be called before any other class of Netty is used. */
    static void apply() {
        NettyLog.install();
        // Events for the flight recorder: 12 MB and a fifth of the start, for something that our own metrics show.
        byDefault("io.netty.jfr.enabled", "false");
        // Parts of channel ids, which nobody reads; finding them out walks all network interfaces.
        byDefault("io.netty.machineId", "00:00:00:00:00:00:00:01");
        byDefault("io.netty.processId", "1");
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            // Its samples cost 20 octets and a stack trace in a hundred per request; tests run with it.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
