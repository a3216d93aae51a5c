package dev.naru.edge.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** SIGHUP, by which operators ask for a reload. By reflection: the JDK has signals in {@code jdk.unsupported} only, whose use the compiler warns of whatever one says. */
final class Hangup {
    private Hangup() {}

    /** Has SIGHUP do this, on a thread of the JVM's; false where there are no signals, or whoever started the process (nohup) had it ignore this one. */
    static boolean does(Runnable action) {
        if (ignored()) {
            return false;
        }
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Hangup.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> {
                                action.run();
                                return null;
                            }
                            case "equals" -> {
                                return arguments != null && self == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            default -> {
                                return "reload on SIGHUP";
                            }
                        }
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
            return true;
        } catch (InvocationTargetException e) {
            return false; // -Xrs, or a system without it
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Then the JVM leaves it so, and would not tell. */
    private static boolean ignored() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            return false; // no Linux: nobody to ask
        }
    }
}
