package dev.naru.edge.observe;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A ring of byte pages from one event loop to the log writer: single producer, single consumer. The loop appends whole lines to its current page and publishes
 * the page when it is full or at a tick; when the writer is behind, lines are dropped and counted, and serving goes on.
 */
public final class LogRing {
    private static final int PAGES = 4;
    /** Octets of a page; also the longest line. */
    static final int PAGE_BYTES = 64 * 1024;

    private final byte[][] pages = new byte[PAGES][];
    private final int[] lengths = new int[PAGES];
    private volatile long written; // pages the writer has finished
    private volatile long published; // pages the loop has handed over
    private volatile long dropped;
    private int used; // octets in the current page

    /** The page to append a line of at most {@code need} octets to, or null when the ring is full. The line starts at {@link #position}. */
    public byte[] reserve(int need) {
        if (used + need > PAGE_BYTES) {
            publish();
        }
        if (published - written >= PAGES || need > PAGE_BYTES) {
            droppedOne();
            return NONE;
        }
        int page = (int) (published % PAGES);
        if (pages[page] == null) {
            pages[page] = new byte[PAGE_BYTES];
        }
        return pages[page];
    }

    /** What {@link #reserve} returns when there is no room. */
    public static final byte[] NONE = {};

    /** Where the next line starts in the page that {@link #reserve} gave. */
    public int position() {
        return used;
    }

    /** The line that started at {@link #position} ends before {@code end}. */
    public void commit(int end) {
        used = end;
    }

    /** Hands the current page to the writer when it holds anything. */
    public void publish() {
        if (used == 0 || published - written >= PAGES) {
            return;
        }
        lengths[(int) (published % PAGES)] = used;
        used = 0;
        long next = published + 1; // only the loop writes it
        published = next;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop writes it
    private void droppedOne() {
        dropped++;
    }

    /** Lines lost because the writer was behind. */
    public long dropped() {
        return dropped;
    }

    /** Called by the writer: writes all published pages; true when there was one. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer writes it
    boolean drainTo(OutputStream out) throws IOException {
        boolean any = false;
        while (written < published) {
            int page = (int) (written % PAGES);
            out.write(pages[page], 0, lengths[page]);
            written++;
            any = true;
        }
        return any;
    }
}
