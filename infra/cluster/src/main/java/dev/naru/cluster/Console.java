package dev.naru.cluster;

import java.io.PrintStream;

/** What the user reads: the launcher's own lines and those of its processes, each under the name of who says it. Thread-safe. */
public final class Console {
    private static final int NAME_WIDTH = 8;
    /** Bright enough on dark and on light backgrounds; red is left for the launcher's own alarms. */
    private static final int[] COLOURS = {32, 33, 34, 35, 36, 92, 94, 95, 96, 93};

    private static final int BOLD = 1;
    private static final int RED = 31;

    private final PrintStream out;
    private final boolean coloured;
    private final boolean showsProcesses;

    /**
     * Makes a console.
     *
     * @param showsProcesses whether the lines of processes are printed; they are in the log files in any case
     */
    public Console(PrintStream out, boolean coloured, boolean showsProcesses) {
        this.out = out;
        this.coloured = coloured;
        this.showsProcesses = showsProcesses;
    }

    /** Prints nothing but what the launcher itself says, to standard output. */
    public static Console quiet() {
        return new Console(System.out, false, false);
    }

    public void say(String text) {
        print("naru", BOLD, text);
    }

    public void alarm(String text) {
        print("naru", RED, text);
    }

    void line(String process, String text) {
        if (showsProcesses) {
            print(process, COLOURS[Math.floorMod(process.hashCode(), COLOURS.length)], text);
        }
    }

    private void print(String name, int colour, String text) {
        String padded = name + " ".repeat(Math.max(0, NAME_WIDTH - name.length()));
        String head = coloured ? "\033[" + colour + "m" + padded + " |\033[0m " : padded + " | ";
        synchronized (out) {
            out.print(head + text + "\n");
            out.flush();
        }
    }
}
