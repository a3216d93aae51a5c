package dev.naru.shop.session;

import java.util.Optional;

/** What is known of the browser's session. */
public sealed interface Lookup {

    record Found(Session session) implements Lookup {}

    /** No cookie, or one whose session has ended. */
    record None() implements Lookup {}

    /** Redis does not answer: there may be a session, and the cookie stays. */
    record Unknown() implements Lookup {}

    default Optional<Session> found() {
        return this instanceof Found(Session session) ? Optional.of(session) : Optional.empty();
    }

    default Optional<Member> member() {
        return found().flatMap(session -> Optional.ofNullable(session.member()));
    }
}
