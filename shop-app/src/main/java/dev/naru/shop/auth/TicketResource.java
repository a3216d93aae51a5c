package dev.naru.shop.auth;

import dev.naru.shop.session.Member;
import dev.naru.shop.session.Sessions;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.Objects;
import java.util.Set;

/** Gives the page's script a ticket to upload files with: it may do that and nothing else. */
@Path("/auth/ticket")
class TicketResource {
    private final Sessions sessions;
    private final Tickets tickets;

    TicketResource(Sessions sessions, Tickets tickets) {
        this.sessions = sessions;
        this.tickets = tickets;
    }

    record Answer(String ticket, long expiresInS) {}

    @POST
    @RunOnVirtualThread
    public Answer mint() {
        Member member = Objects.requireNonNull(sessions.requireMember().member());
        return new Answer(tickets.mint(member, Set.of("files")), tickets.life().toSeconds());
    }
}
