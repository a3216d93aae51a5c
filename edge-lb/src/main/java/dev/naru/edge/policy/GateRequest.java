package dev.naru.edge.policy;

import dev.naru.edge.http.Lines;
import dev.naru.edge.http.RequestHead;
import org.jspecify.annotations.Nullable;

/** What gates see of a request: a view over an event loop's scratch arrays, reused for every request and valid during one {@link Gate#check} only. */
public final class GateRequest {
    final byte[] in;
    final RequestHead head;
    final Lines added;
    final Fingerprint fingerprint = new Fingerprint();

    /** The client's address behind trusted proxies: 4 or 16 octets; none when it has no address. */
    byte[] address = {};

    /** {@code System.nanoTime()} of its arrival. */
    long nanoTime;

    /** The wall clock, to a tick of the loop. */
    long epochMillis;

    /** The slow check that was asked for, and once it is there its verdict. */
    public @Nullable Verification verification;

    /**
     * @param in the array that heads are parsed from
     * @param head where the current request is parsed to
     * @param added lines for the back end
     */
    public GateRequest(byte[] in, RequestHead head, Lines added) {
        this.in = in;
        this.head = head;
        this.added = added;
    }

    /**
     * Turns to the request that was parsed last.
     *
     * @param address octets of the client's address, behind trusted proxies; none when unknown
     * @param answered what the request has waited for; null when it has just arrived
     */
    public GateRequest begin(byte[] address, long nanoTime, long epochMillis, @Nullable Verification answered) {
        this.address = address;
        this.nanoTime = nanoTime;
        this.epochMillis = epochMillis;
        this.verification = answered;
        return this;
    }

    /** Whether it has been through the gates before, and has waited for one of them since. */
    boolean again() {
        return verification != null;
    }

    /** The verdict that the request waited for, when it was this gate that asked. */
    @Nullable
    Verdict verdict(Gate gate) {
        Verification waited = verification;
        return waited == null ? null : waited.verdict(gate);
    }

    /** Asks for a slow check. */
    Refusal later(Verification check) {
        verification = check;
        return Gate.LATER;
    }
}
