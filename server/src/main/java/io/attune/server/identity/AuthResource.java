package io.attune.server.identity;

import io.attune.server.auth.Guard;
import io.attune.server.auth.Permit;
import io.attune.server.auth.SameOrigin;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.Data;
import io.attune.server.http.ErrorCode;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.OptionalBody;
import io.attune.server.identity.SessionAnswers.TokenEnvelope;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Getting in and out (api-auth.md §1). */
@Path("/auth")
@RunOnVirtualThread
@BodyLimit(64 * BodyLimit.KIBIBYTE)
@Tag(name = "auth")
public class AuthResource {
    private static final int LONGEST_TOKEN = 8192;

    private final Logins logins;
    private final Sessions sessions;
    private final SessionAnswers answers;
    private final Settings settings;
    private final SameOrigin sameOrigin;

    @Inject
    AuthResource(Logins logins, Sessions sessions, SessionAnswers answers, Settings settings, SameOrigin sameOrigin) {
        this.logins = logins;
        this.sessions = sessions;
        this.answers = answers;
        this.settings = settings;
        this.sameOrigin = sameOrigin;
    }

    public record LoginRequest(
            @Nullable String login,
            @Nullable String password,
            @Nullable String session) {
        @Override
        public String toString() {
            return "LoginRequest[" + login + "]";
        }
    }

    public record TokenLoginRequest(
            @Nullable String token, @Nullable String session) {
        @Override
        public String toString() {
            return "TokenLoginRequest[***]";
        }
    }

    public record RegisterRequest(
            @Nullable String login,
            @Nullable String password,
            @Nullable String displayName,
            @Nullable String session) {
        @Override
        public String toString() {
            return "RegisterRequest[" + login + "]";
        }
    }

    public record RefreshRequest(@Nullable String refreshToken) {
        @Override
        public String toString() {
            return "RefreshRequest[***]";
        }
    }

    public record AuthSettingsView(
            boolean authenticationEnabled,
            boolean localPasswordEnabled,
            boolean localPasswordVisibleByDefault,
            boolean oidcEnabled,
            boolean oidcVisibleByDefault,
            @Nullable String oidcProviderName,
            @Nullable String oidcProviderLabel,
            @Nullable String oidcProviderIconUrl,
            boolean ldapEnabled,
            boolean ldapVisibleByDefault,
            @Nullable String ldapProviderName,
            @Nullable String ldapProviderLabel,
            @Nullable String ldapProviderIconUrl,
            boolean selfRegistrationEnabled) {}

    @GET
    @Path("/settings")
    @Permit.Open("the login page needs it")
    @Operation(operationId = "auth_settings")
    public Data<AuthSettingsView> settings() {
        return Data.of(new AuthSettingsView(
                true,
                true,
                true,
                false,
                false,
                null,
                null,
                null,
                false,
                false,
                null,
                null,
                null,
                settings.get(ConfigKeys.SECURITY_SELF_REGISTRATION)));
    }

    @POST
    @Path("/login")
    @Permit.Open("a caller has no token before it")
    @Operation(operationId = "login")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TokenEnvelope.class)))
    public Response login(LoginRequest body) {
        new FieldChecks()
                .text("login", body.login(), 1, 255)
                .text("password", body.password(), 1, 1024)
                .done();
        return answers.begun(logins.byPassword(value(body.login()), value(body.password())), body.session());
    }

    @POST
    @Path("/token-login")
    @Permit.Open("the integration token is the credential")
    @Operation(operationId = "token_login")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TokenEnvelope.class)))
    public Response tokenLogin(TokenLoginRequest body) {
        new FieldChecks().text("token", body.token(), 1, LONGEST_TOKEN).done();
        return answers.begun(logins.byIntegrationToken(value(body.token())), body.session());
    }

    @POST
    @Path("/ldap/login")
    @Permit.Open("a caller has no token before it")
    @Operation(operationId = "ldap_login")
    @APIResponse(responseCode = "501", description = "LDAP is not configured")
    public Response ldapLogin(LoginRequest body) {
        new FieldChecks()
                .text("login", body.login(), 1, 255)
                .text("password", body.password(), 1, 512)
                .done();
        throw new AttuneException(ErrorCode.NOT_IMPLEMENTED, "LDAP login is not configured");
    }

    @GET
    @Path("/oidc/login")
    @Permit.Open("a caller has no token before it")
    @Operation(operationId = "oidc_login")
    @APIResponse(responseCode = "501", description = "Single sign-on is not configured")
    public Response oidcLogin() {
        throw noSingleSignOn();
    }

    @GET
    @Path("/callback")
    @Permit.Open("a caller has no token before it")
    @Operation(operationId = "oidc_callback")
    @APIResponse(responseCode = "501", description = "Single sign-on is not configured")
    public Response oidcCallback() {
        throw noSingleSignOn();
    }

    private static AttuneException noSingleSignOn() {
        return new AttuneException(ErrorCode.NOT_IMPLEMENTED, "Single sign-on (OIDC) is not configured");
    }

    @POST
    @Path("/register")
    @Permit.Open("a caller has no token before it; off unless configured")
    @Operation(operationId = "register")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TokenEnvelope.class)))
    public Response register(RegisterRequest body) {
        if (!settings.get(ConfigKeys.SECURITY_SELF_REGISTRATION)) {
            throw AttuneException.forbidden("Self-registration is off on this platform");
        }
        LoginNames.check(new FieldChecks(), body.login())
                .text("password", body.password(), 8, 128)
                .optionalText("display_name", body.displayName(), 0, 255)
                .done();
        return answers.begun(
                logins.register(value(body.login()), value(body.password()), body.displayName()), body.session());
    }

    @POST
    @Path("/refresh")
    @Permit.Open("the refresh token in body or cookie is the credential")
    @Operation(operationId = "refresh_token")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TokenEnvelope.class)))
    public Response refresh(
            @OptionalBody @Nullable RefreshRequest body,
            @CookieParam(SessionAnswers.REFRESH_COOKIE) @Nullable String cookie,
            @Context HttpHeaders headers) {
        if (body == null && cookie != null) {
            sameOrigin.require(headers);
        }
        if (body != null) {
            new FieldChecks()
                    .text("refresh_token", body.refreshToken(), 1, LONGEST_TOKEN)
                    .done();
        }
        String token = body == null ? cookie : body.refreshToken();
        if (token == null || token.isBlank()) {
            throw AttuneException.unauthorized("Missing refresh token");
        }
        return answers.renewed(sessions.refresh(token), body == null);
    }

    @GET
    @Path("/logout")
    @Permit.Open("clearing a session needs no proof of one")
    @Operation(operationId = "logout")
    @APIResponse(responseCode = "307", description = "To the login page; session cookies are cleared")
    public Response logout(
            @HeaderParam("Authorization") @Nullable String header,
            @CookieParam(Guard.ACCESS_COOKIE) @Nullable String access,
            @CookieParam(SessionAnswers.REFRESH_COOKIE) @Nullable String refresh) {
        for (String token : new String[] {bearer(header), access, refresh}) {
            if (token != null && !token.isBlank()) {
                sessions.end(token);
            }
        }
        // As text: the container would make an address of a URI, with the host that the caller named.
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .header(HttpHeaders.LOCATION, "/login")
                .cookie(answers.cleared())
                .build();
    }

    private static @Nullable String bearer(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
                ? header.substring(7).strip()
                : null;
    }

    /** Of a field that the checks found present. */
    private static String value(@Nullable String checked) {
        return checked == null ? "" : checked;
    }
}
