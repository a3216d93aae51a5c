package dev.naru.edge.deploy;

/** The two clocks of a deployment. */
public interface Ticks {
    /** For durations; its origin means nothing. */
    long monotonicMs();

    /** For people, files and time that passes while no process runs: milliseconds of the epoch. */
    long wallMs();

    Ticks SYSTEM = new Ticks() {
        @Override
        public long monotonicMs() {
            return System.nanoTime() / 1_000_000;
        }

        @Override
        public long wallMs() {
            return System.currentTimeMillis();
        }
    };
}
