package dev.naru.edge.deploy;

/**
 * Where a deployment stands. Each state offers the transitions that are legal from it, and no others.
 *
 * <pre>
 *  Idle ──prepare──▶ Preparing ──shift──▶ Shifting(0) ──next──▶ Shifting(1) … ──finish──▶ Finishing ──done──▶ Done
 *                        │  ▲                 │  ▲                                            │  ▲
 *                      hold resume          hold resume                                     hold resume
 *                        ▼  │                 ▼  │                                            ▼  │
 *                       Held                 Held                                            Held
 *
 *  Preparing, Shifting, Finishing, Held ──rollBack──▶ RolledBack      (the weights are as before the first step)
 *  Preparing, Shifting, Finishing, Held ──abort─────▶ Aborted         (the weights stay as they are)
 *  Done, RolledBack, Aborted ──prepare──▶ Preparing                   (of the next deployment)
 * </pre>
 */
public sealed interface State {
    /** Nothing is under way. */
    sealed interface Resting extends State {
        /** The next deployment begins. */
        default Preparing prepare(boolean released) {
            return new Preparing(released);
        }
    }

    /** A deployment is under way, held or not. */
    sealed interface Running extends State {
        default RolledBack rollBack(String reason) {
            return new RolledBack(reason);
        }

        default Aborted abort(String reason) {
            return new Aborted(reason);
        }
    }

    /** It goes on by itself. */
    sealed interface Moving extends Running {
        default Held hold(String reason) {
            return new Held(this, reason);
        }
    }

    /** There never was one. */
    record Idle() implements Resting {}

    /**
     * Before the first step.
     *
     * @param released whether the new version is in place; if not, the group is emptied first
     */
    record Preparing(boolean released) implements Moving {
        Shifting shift() {
            return new Shifting(0);
        }

        /** Empty: held until the release is in place. */
        Held awaitRelease(String reason) {
            return new Held(new Preparing(true), reason);
        }
    }

    /**
     * In a step.
     *
     * @param step from 0
     */
    record Shifting(int step) implements Moving {
        Shifting next() {
            return new Shifting(step + 1);
        }

        Finishing finish() {
            return new Finishing();
        }
    }

    /** After the last step: roles are swapped or the weights made even, and the old group finishes what it has. */
    record Finishing() implements Moving {
        Done done() {
            return new Done();
        }
    }

    /**
     * Stopped where it is; the weights stay, the guard watches on.
     *
     * @param in where it goes on
     */
    record Held(Moving in, String reason) implements Running {
        Moving resume() {
            return in;
        }
    }

    /** The new group has taken over. */
    record Done() implements Resting {}

    /** The weights are what they were. */
    record RolledBack(String reason) implements Resting {}

    /** Given up; the weights stay as they were at that moment. */
    record Aborted(String reason) implements Resting {}

    /** As the API and reports write it. */
    default String word() {
        return switch (this) {
            case Idle idle -> "idle";
            case Preparing preparing -> "preparing";
            case Shifting shifting -> "shifting";
            case Finishing finishing -> "finishing";
            case Held held -> "held";
            case Done done -> "done";
            case RolledBack rolledBack -> "rolled-back";
            case Aborted aborted -> "aborted";
        };
    }

    /** Why it is held or ended as it did; empty otherwise. */
    default String because() {
        return switch (this) {
            case Held held -> held.reason();
            case RolledBack rolledBack -> rolledBack.reason();
            case Aborted aborted -> aborted.reason();
            case Idle idle -> "";
            case Preparing preparing -> "";
            case Shifting shifting -> "";
            case Finishing finishing -> "";
            case Done done -> "";
        };
    }
}
