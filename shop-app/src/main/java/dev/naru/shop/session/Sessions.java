package dev.naru.shop.session;

import dev.naru.shop.platform.Reason;
import dev.naru.shop.platform.Refusal;
import dev.naru.shop.platform.RequestInfo;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session of the request being served. Redis is asked once per request.
 *
 * <p>All methods that write, and all {@code require} methods, throw {@link Refusal} of {@link Reason#STORE_UNAVAILABLE}
 * while Redis is away.
 */
@ApplicationScoped
public class Sessions {
    private final SessionStore store;
    private final SessionCookie cookie;
    private final RequestInfo request;

    Sessions(SessionStore store, SessionCookie cookie, RequestInfo request) {
        this.store = store;
        this.cookie = cookie;
        this.request = request;
    }

    /** A session that is stored but that no browser has yet: {@code id} is the secret. */
    public record Fresh(String id, Session session) {
        @Override
        public String toString() {
            return "Fresh[" + session.key() + "]";
        }
    }

    /** Never throws: pages go on without a session. */
    public Lookup lookup() {
        return request.recall(Lookup.class).orElseGet(() -> remember(read()));
    }

    private Lookup read() {
        try {
            return cookie.read()
                    .flatMap(store::find)
                    .<Lookup>map(Lookup.Found::new)
                    .orElseGet(Lookup.None::new);
        } catch (Refusal e) {
            return new Lookup.Unknown();
        }
    }

    /** The browser's session, or a new anonymous one. */
    public Session open() {
        return switch (lookup()) {
            case Lookup.Found(Session session) -> session;
            case Lookup.None() -> reopen();
            case Lookup.Unknown() -> throw unavailable();
        };
    }

    /** A new anonymous session, whatever cookie the browser sent. */
    public Session reopen() {
        Fresh fresh = create(cookie.newId(), null);
        adopt(fresh);
        return fresh.session();
    }

    /** The session of someone logged in; else refused with {@link Reason#LOGIN_REQUIRED}. */
    public Session requireMember() {
        Lookup lookup = lookup();
        if (lookup instanceof Lookup.Unknown) {
            throw unavailable();
        }
        return lookup.found()
                .filter(session -> session.member() != null)
                .orElseThrow(() -> new Refusal(Reason.LOGIN_REQUIRED, "Log in first: POST /login"));
    }

    /** Stores a session under a new id, so that an id planted before login is worth nothing after it. */
    public Fresh create(Member member) {
        return create(cookie.newId(), member);
    }

    /** Gives the browser the new session and ends the one it had. */
    public void replaceBy(Fresh fresh) {
        lookup().found().ifPresent(old -> store.delete(old.key()));
        adopt(fresh);
    }

    /** Ends the session here, in Redis, and in the browser. */
    public void end() {
        if (lookup() instanceof Lookup.Unknown) {
            throw unavailable();
        }
        lookup().found().ifPresent(session -> store.delete(session.key()));
        cookie.clear();
        remember(new Lookup.None());
    }

    /** Keeps a value in the session; false, and nothing written, if the session has ended meanwhile. */
    public boolean put(Session session, String field, String value) {
        return store.put(session.key(), field, value);
    }

    /** What is kept under that name now, which may be later than the start of the request. */
    public Optional<String> get(Session session, String field) {
        return store.get(session.key(), field);
    }

    private Fresh create(String id, @Nullable Member member) {
        return new Fresh(id, store.create(id, member));
    }

    private void adopt(Fresh fresh) {
        cookie.write(fresh.id());
        remember(new Lookup.Found(fresh.session()));
    }

    private Lookup remember(Lookup lookup) {
        request.remember(Lookup.class, lookup);
        return lookup;
    }

    private static Refusal unavailable() {
        return new Refusal(Reason.STORE_UNAVAILABLE, "The session store does not answer: try again in a few seconds");
    }
}
