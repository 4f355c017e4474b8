package io.attune.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.server.auth.Guard;
import io.attune.server.auth.Tokens;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.Data;
import io.attune.server.http.RequestFacts;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** Hands a session to its owner: its tokens in the body, or, for a browser, in cookies that no script can read (api-auth.md §1.2, §1.3). */
@Singleton
class SessionAnswers {
    static final String REFRESH_COOKIE = "attune_refresh_token";
    private static final String OIDC_COOKIE = "attune_oidc_id_token";

    private final Settings settings;
    private final RequestFacts request;

    @Inject
    SessionAnswers(Settings settings, RequestFacts request) {
        this.settings = settings;
        this.request = request;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TokenView(
            @Nullable String accessToken,
            @Nullable String refreshToken,
            String tokenType,
            long expiresIn,
            @Nullable UserView user) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record UserView(long id, String login, @Nullable String displayName) {}

    /** Names the shape for the OpenAPI document, where the method answers a response with cookies. */
    public record TokenEnvelope(TokenView data) {}

    /** @param wanted what the request says in {@code session}: {@code cookie} for a browser */
    Response begun(Sessions.Session session, @Nullable String wanted) {
        return "cookie".equals(wanted)
                ? Response.ok(Data.of(view(session, false, true)))
                        .cookie(cookies(session))
                        .build()
                : Response.ok(Data.of(view(session, true, true))).build();
    }

    /** @param ofCookie whether the refresh token came in a cookie: then so does the new one */
    Response renewed(Sessions.Session session, boolean ofCookie) {
        var response = Response.ok(Data.of(view(session, true, session.ofIntegrationToken())));
        return ofCookie ? response.cookie(cookies(session)).build() : response.build();
    }

    /** Cookies that take the place of all of ours and end at once. */
    NewCookie[] cleared() {
        return new NewCookie[] {
            cookie(Guard.ACCESS_COOKIE, "", 0), cookie(REFRESH_COOKIE, "", 0), cookie(OIDC_COOKIE, "", 0)
        };
    }

    private static TokenView view(Sessions.Session session, boolean withTokens, boolean withUser) {
        var identity = session.identity();
        return new TokenView(
                withTokens ? session.accessToken() : null,
                withTokens ? session.refreshToken() : null,
                "Bearer",
                Tokens.ACCESS_LIFE.toSeconds(),
                withUser ? new UserView(identity.id().value(), identity.login(), identity.displayName()) : null);
    }

    private NewCookie[] cookies(Sessions.Session session) {
        return new NewCookie[] {
            cookie(Guard.ACCESS_COOKIE, session.accessToken(), Tokens.ACCESS_LIFE.toSeconds()),
            cookie(REFRESH_COOKIE, session.refreshToken(), Tokens.REFRESH_LIFE.toSeconds())
        };
    }

    private NewCookie cookie(String name, String value, long maxAge) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge((int) maxAge)
                .httpOnly(true)
                .secure(request.isSecure()
                        || settings.get(ConfigKeys.SERVER_PUBLIC_URL).startsWith("https:"))
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
