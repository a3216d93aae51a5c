package dev.naru.bench.proc;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProcessTreeTest {

    @Test
    void theTimeOfChildrenCounts() throws Exception {
        // The shell waits and uses nothing itself; its child works until it is stopped.
        Process shell = new ProcessBuilder("sh", "-c", "sh -c 'while :; do :; done' & wait").start();
        try {
            ProcessTree tree = new ProcessTree(shell.toHandle());
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (tree.cpuUs() < 50_000 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }

            assertTrue(tree.cpuUs() >= 50_000);
            assertTrue(ProcessStat.read(shell.pid()).cpuUs() < 50_000);
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }
}
