package dev.naru.cluster;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Ends the cluster's processes when the launcher is gone without having done so, as after {@code kill -9}. It is a shell that reads
 * the launcher's processes from a pipe; the pipe's end is the launcher's end, whatever ended it. The shell then asks the processes to
 * stop, the last started first, and kills after ten seconds what is still there. A pipe rather than Linux's parent-death signal:
 * it works on every system, does not depend on the thread that started a child, and each process is ended by its own signal.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            processes=
            while read -r sign pid signal; do
              case $sign in
                +) processes="$signal:$pid $processes" ;;
                -)
                  left=
                  for process in $processes; do
                    [ "${process#*:}" = "$pid" ] || left="$left$process "
                  done
                  processes=$left
                  ;;
              esac
            done
            for process in $processes; do
              kill -s "${process%%:*}" "${process#*:}" 2>/dev/null
            done
            tries=100
            while [ $tries -gt 0 ]; do
              alive=
              for process in $processes; do
                if kill -0 "${process#*:}" 2>/dev/null; then alive="$alive ${process#*:}"; fi
              done
              [ -n "$alive" ] || exit 0
              sleep 0.1
              tries=$((tries - 1))
            done
            kill -s KILL $alive 2>/dev/null
            """;

    private static final int END_TIMEOUT_S = 15;

    private final Process shell;
    private final Writer pipe;

    private boolean closed;

    Watchdog() {
        try {
            shell = new ProcessBuilder(OwnSession.command("sh", "-c", SCRIPT))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new LaunchException("Cannot run sh, which guards the cluster's processes: " + e, e);
        }
        pipe = shell.outputWriter(StandardCharsets.US_ASCII);
    }

    void watch(long pid, String signal) {
        tell("+ " + pid + " " + signal);
    }

    /** Nothing when the shell is gone already: the news of the last process's end may come after the close. */
    synchronized void forget(long pid) {
        if (!closed) {
            tell("- " + pid);
        }
    }

    private synchronized void tell(String line) {
        try {
            pipe.write(line + "\n");
            pipe.flush();
        } catch (IOException e) {
            throw new LaunchException("The shell that guards the cluster's processes is gone: " + e, e);
        }
    }

    /** To be called when no process is left. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        try {
            pipe.close();
            shell.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (IOException e) {
            shell.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
