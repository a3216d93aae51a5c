package dev.naru.edge.admin;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** Sessions of the console: a browser gives the token once and keeps a cookie that scripts cannot read. */
final class SessionResource {
    private final Access access;

    SessionResource(Access access) {
        this.access = access;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.open("POST", "/api/session", this::open), Endpoint.of("DELETE", "/api/session", this::close));
    }

    private Reply open(Call call) throws Problem, IOException {
        var token = call.body(Set.of("token")).get("token");
        if (token == null) {
            throw Problem.of(422, "expected the key token");
        }
        String cookie = access.open(Call.text(token, "token"));
        if (cookie == null) {
            throw Problem.of(401, "the token is wrong");
        }
        return new Reply(204, "application/json", "").with("Set-Cookie", cookie);
    }

    private Reply close(Call call) {
        access.close(call.exchange());
        return new Reply(204, "application/json", "")
                .with("Set-Cookie", Access.COOKIE + "=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    }
}
