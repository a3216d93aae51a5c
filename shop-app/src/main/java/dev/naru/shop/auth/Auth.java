package dev.naru.shop.auth;

import dev.naru.shop.cart.Carts;
import dev.naru.shop.platform.RequestInfo;
import dev.naru.shop.session.Member;
import dev.naru.shop.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Logs members in, and speaks for them to origin-api. */
@ApplicationScoped
public class Auth {
    private static final Logger LOG = Logger.getLogger(Auth.class);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]{1,64}@[^\\s@]{1,189}");

    private final Members members;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Tickets tickets;
    private final Sessions sessions;
    private final Carts carts;
    private final RequestInfo request;

    Auth(
            Members members,
            Passwords passwords,
            LoginThrottle throttle,
            Tickets tickets,
            Sessions sessions,
            Carts carts,
            RequestInfo request) {
        this.members = members;
        this.passwords = passwords;
        this.throttle = throttle;
        this.tickets = tickets;
        this.sessions = sessions;
        this.carts = carts;
        this.request = request;
    }

    /** On success the browser has a new session, and what lay in its cart lies in the member's. */
    public Login login(String enteredEmail, String password) {
        String email = enteredEmail.strip().toLowerCase(Locale.ROOT);
        if (!EMAIL.matcher(email).matches()) {
            return new Login.Wrong();
        }
        String address = request.clientAddress();
        long waitS = throttle.take(email, address);
        if (waitS > 0) {
            LOG.warnf("login throttled for %d s: address %s", waitS, address);
            return new Login.Throttled(waitS);
        }
        Optional<Members.Record> found = members.find(email);
        if (!passwords.matches(password, found.map(Members.Record::passwordHash)) || found.isEmpty()) {
            LOG.infof("login refused: address %s", address);
            return new Login.Wrong();
        }
        throttle.succeeded(email, address);
        welcome(found.get().member());
        return new Login.Welcome(found.get().member());
    }

    /** The cookie comes last: if Redis fails on the way, the browser keeps the session and the cart it had. */
    private void welcome(Member member) {
        Sessions.Fresh fresh = sessions.create(member);
        sessions.lookup().found().ifPresent(old -> carts.merge(old, fresh.session()));
        sessions.replaceBy(fresh);
    }

    /** A bearer ticket for origin-api, good for one to five minutes. */
    public String ticket(Member member, Set<String> scopes) {
        return tickets.mint(member, scopes);
    }
}
