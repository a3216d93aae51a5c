package dev.naru.bench.faults;

import java.util.Set;

/**
 * Something that breaks, and is whole again.
 *
 * @param what for readers of the report
 * @param proxies who goes through it
 * @param answersNeeded whether it leaves somebody who could answer, so that a GET that fails is the proxy's failure; POSTs may fail with 502 where bytes were sent
 */
record Fault(
        String name,
        String what,
        Set<String> proxies,
        boolean answersNeeded,
        Scene.Variant variant,
        Action begin,
        Action end) {

    /** Does something to a scene. */
    interface Action {
        void in(Scene scene) throws Exception;
    }
}
