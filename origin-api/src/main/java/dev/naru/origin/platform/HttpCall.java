package dev.naru.origin.platform;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the whole answer of another process: a request's own timeout ends with the head, and a body may trickle for ever. */
public final class HttpCall {
    private HttpCall() {}

    /**
     * The answer, body included. Blocks; a call that is not answered in time is cancelled.
     *
     * @throws IOException when there is no answer in time, the call fails, or the thread is interrupted (which stays noted)
     */
    public static <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> call, Duration timeout)
            throws IOException {
        try {
            return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            call.cancel(true);
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (InterruptedException e) {
            call.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted during the call", e);
        }
    }
}
