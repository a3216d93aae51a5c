package dev.naru.cluster;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One process of the cluster, from its start to its end, and again: a death that nobody asked for is reported with the last lines of
 * its log, and answered by a restart within the {@link RestartBudget}. Thread-safe.
 */
public final class ManagedProcess {
    private static final Duration POLL = Duration.ofMillis(50);
    /** Longer than the slowest start of a service on two busy cores. */
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(90);

    private static final int SIGNAL_TIMEOUT_S = 5;
    private static final int SIGKILL_STATUS = 137;

    /** What all processes of one launcher share. */
    record Surroundings(Console console, Watchdog watchdog, ProcessRecords records, boolean restarts, Clock clock) {}

    private final ProcessSpec spec;
    private final ProcessLog log;
    private final Surroundings around;
    private final RestartBudget budget = new RestartBudget();

    private @Nullable Process process;
    /** What is asked for; the process may be behind it, or dead. */
    private boolean wanted;
    /** It died more often than the budget allows, or is not to be restarted. */
    private boolean leftDown;

    ManagedProcess(ProcessSpec spec, ProcessLog log, Surroundings around) {
        this.spec = spec;
        this.log = log;
        this.around = around;
    }

    public String name() {
        return spec.name();
    }

    public synchronized Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
    }

    /** Starts it, without waiting until it is ready. */
    synchronized void start() {
        if (process != null && process.isAlive()) {
            return;
        }
        wanted = true;
        leftDown = false;
        ProcessBuilder builder = new ProcessBuilder(OwnSession.command(spec.command()))
                .directory(spec.folder().toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.environment().putAll(spec.environment());
        builder.environment().putAll(Release.of(spec.folder(), name()));
        Process started;
        try {
            started = builder.start();
        } catch (IOException e) {
            throw new LaunchException("Cannot start " + name() + ": " + e.getMessage(), e);
        }
        process = started;
        around.watchdog().watch(started.pid(), spec.stopSignal());
        around.records().add(name(), started.toHandle());
        Thread reader = Thread.ofVirtual().name("log of " + name()).start(() -> log.follow(started.getInputStream()));
        Thread.ofVirtual().name("end of " + name()).start(() -> ended(started, reader));
    }

    /** Waits until it is ready. Throws when it does not come to be so in time, or died and is left down. */
    void awaitReady() {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (!spec.readiness().ready()) {
            if (isLeftDown()) {
                throw new LaunchException(name() + " does not start; its log: " + log.file());
            }
            if (!isWanted()) {
                throw new LaunchException(name() + " was stopped before it was ready");
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchException(name() + " is not ready after " + READY_TIMEOUT.toSeconds()
                        + " s; its last lines:\n" + String.join("\n", log.tail()));
            }
            pause(POLL);
        }
    }

    /** Asks it to stop, and kills it if it has not done so in time. Returns when it is gone. */
    void stop() {
        Process stopping;
        synchronized (this) {
            wanted = false;
            stopping = process;
        }
        if (stopping == null) {
            return;
        }
        if (stopping.isAlive()) {
            signal(stopping, spec.stopSignal());
        }
        try {
            if (!stopping.waitFor(spec.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                around.console()
                        .alarm(name() + " has not stopped after "
                                + spec.stopTimeout().toSeconds() + " s: killing it");
                stopping.toHandle().destroyForcibly();
                stopping.waitFor();
            }
        } catch (InterruptedException e) {
            stopping.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it as {@code kill -9} does; it is then restarted like after any other death. Returns when it is gone. */
    void kill() throws InterruptedException {
        Process killed;
        synchronized (this) {
            killed = process;
        }
        if (killed != null) {
            killed.toHandle().destroyForcibly();
            killed.waitFor();
        }
    }

    private synchronized boolean isWanted() {
        return wanted;
    }

    /** Whether it is wanted and nobody has started it again meanwhile. */
    private synchronized boolean isMissed(Process dead) {
        return wanted && process == dead;
    }

    private synchronized boolean isLeftDown() {
        return leftDown;
    }

    private void ended(Process dead, Thread reader) {
        try {
            int status = dead.waitFor();
            around.watchdog().forget(dead.pid());
            around.records().remove(name());
            // The last lines are still on their way; what the process itself started may hold its output open for
            // longer.
            reader.join(POLL.multipliedBy(10));
            if (isMissed(dead)) {
                report(status);
                restart(dead);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(int status) {
        String how = status == SIGKILL_STATUS ? "was killed (status 137)" : "ended with status " + status;
        StringBuilder text = new StringBuilder(name() + " " + how + "; its last lines, of " + log.file() + ":");
        for (String line : log.tail()) {
            text.append("\n         ").append(line);
        }
        around.console().alarm(text.toString());
    }

    private void restart(Process dead) {
        Optional<Duration> pause =
                around.restarts() ? budget.spend(around.clock().instant()) : Optional.empty();
        if (pause.isEmpty()) {
            synchronized (this) {
                leftDown = process == dead;
            }
            around.console()
                    .alarm(
                            around.restarts()
                                    ? name() + " died " + RestartBudget.RESTARTS + " times within "
                                            + RestartBudget.WITHIN.toSeconds()
                                            + " s: it is left down until the cluster is started again"
                                    : name() + " is left down");
            return;
        }
        around.console().say(name() + " is started again in " + pause.get().toMillis() + " ms");
        pause(pause.get());
        long from = System.nanoTime();
        try {
            synchronized (this) {
                if (!isMissed(dead)) {
                    return;
                }
                start();
            }
            awaitReady();
            around.console().say(name() + " is ready again after " + Seconds.since(from));
        } catch (LaunchException e) {
            if (isWanted()) {
                around.console().alarm(String.valueOf(e.getMessage()));
            }
        }
    }

    private void signal(Process target, String signal) {
        if (signal.equals("TERM")) {
            // Not Process.destroy: that closes the pipe its last lines come through.
            target.toHandle().destroy();
            return;
        }
        try {
            Process kill = new ProcessBuilder("kill", "-s", signal, Long.toString(target.pid())).start();
            kill.waitFor(SIGNAL_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (IOException e) {
            around.console().alarm("cannot send " + signal + " to " + name() + ", so it is sent TERM: " + e);
            target.toHandle().destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void pause(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("Interrupted while waiting", e);
        }
    }
}
