package dev.naru.shop.auth;

import dev.naru.shop.session.Member;

/** How an attempt to log in ended. */
public sealed interface Login {

    record Welcome(Member member) implements Login {}

    /** No such member, or another password; the two are not told apart. */
    record Wrong() implements Login {}

    record Throttled(long retryAfterS) implements Login {}
}
