package dev.naru.origin.jobs;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Calls to others at once, one virtual thread each; the list is what bounds them. */
final class Parallel {

    private Parallel() {}

    /** The results in the order of the items. Returns when all have ended; work that throws is a bug and ends the job. */
    static <T, R> List<R> map(List<T> items, Function<T, R> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> ended = threads.invokeAll(items.stream()
                    .<java.util.concurrent.Callable<R>>map(item -> () -> work.apply(item))
                    .toList());
            return ended.stream().map(Parallel::result).toList();
        }
    }

    private static <R> R result(Future<R> ended) {
        try {
            return ended.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new AssertionError("it has ended", e);
        }
    }
}
