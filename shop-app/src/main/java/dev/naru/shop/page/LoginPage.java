package dev.naru.shop.page;

import dev.naru.shop.auth.Auth;
import dev.naru.shop.auth.Login;
import dev.naru.shop.platform.NaruConfig;
import dev.naru.shop.platform.RequestInfo;
import dev.naru.shop.session.Sessions;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.MessageBundles;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@Path("/")
class LoginPage {
    private static final int MAX_EMAIL = 254;

    private final Pages pages;
    private final Auth auth;
    private final Sessions sessions;
    private final RequestInfo request;
    private final NaruConfig config;

    LoginPage(Pages pages, Auth auth, Sessions sessions, RequestInfo request, NaruConfig config) {
        this.pages = pages;
        this.auth = auth;
        this.sessions = sessions;
        this.request = request;
        this.config = config;
    }

    @GET
    @Path("login")
    @RunOnVirtualThread
    public Response form(@QueryParam("next") @Nullable String next) {
        String target = LocalPath.orHome(next);
        if (sessions.lookup().member().isPresent()) {
            return Pages.seeOther(target);
        }
        return pages.ok(Templates.login(pages.layout(), target, "", null, config.demo()));
    }

    @POST
    @Path("login")
    @RunOnVirtualThread
    public Response login(
            @FormParam("email") @Nullable String email,
            @FormParam("password") @Nullable String password,
            @FormParam("next") @Nullable String next) {
        String target = LocalPath.orHome(next);
        String entered = Objects.requireNonNullElse(email, "");
        return switch (auth.login(entered, Objects.requireNonNullElse(password, ""))) {
            case Login.Welcome welcome -> Pages.seeOther(target);
            case Login.Wrong() ->
                again(401, target, entered, texts().login_wrong()).build();
            case Login.Throttled(long waitS) ->
                again(429, target, entered, texts().login_throttled(Math.ceilDiv(waitS, 60L)))
                        .header("Retry-After", waitS)
                        .build();
        };
    }

    @POST
    @Path("logout")
    @RunOnVirtualThread
    public Response logout() {
        sessions.end();
        return Pages.seeOther("/");
    }

    private Response.ResponseBuilder again(int status, String next, String email, String notice) {
        String shown = email.length() > MAX_EMAIL ? "" : email;
        return pages.answer(status, Templates.login(pages.layout(), next, shown, notice, config.demo()));
    }

    private Texts texts() {
        return MessageBundles.get(
                Texts.class, Localized.Literal.of(request.language().tag()));
    }
}
