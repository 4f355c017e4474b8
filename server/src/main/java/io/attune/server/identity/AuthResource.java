package io.attune.server.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.model.identity.Identity;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Authentication;
import io.attune.server.auth.Caller;
import io.attune.server.auth.CurrentCaller;
import io.attune.server.auth.Guard;
import io.attune.server.auth.Permit;
import io.attune.server.auth.SameOrigin;
import io.attune.server.auth.TokenKind;
import io.attune.server.auth.Tokens;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import io.attune.server.http.BodyLimit;
import io.attune.server.http.Data;
import io.attune.server.http.ErrorCode;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.OptionalBody;
import io.attune.server.http.Success;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore;
import io.attune.store.permission.PermissionStore;
import io.attune.store.permission.StoredPermissionSet;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Logging in and out, and what one may know and change about oneself (api-auth.md §1). */
@Path("/auth")
@RunOnVirtualThread
@BodyLimit(64 * BodyLimit.KIBIBYTE)
@Tag(name = "auth")
public class AuthResource {
    private static final String REFRESH_COOKIE = "attune_refresh_token";

    private final Sessions sessions;
    private final CurrentCaller current;
    private final Transactions transactions;
    private final Authentication authentication;
    private final Audit audit;
    private final Settings settings;
    private final SameOrigin sameOrigin;
    private final IdentityStore identities = new IdentityStore();
    private final PermissionStore permissions = new PermissionStore();

    @Inject
    AuthResource(
            Sessions sessions,
            CurrentCaller current,
            Transactions transactions,
            Authentication authentication,
            Audit audit,
            Settings settings,
            SameOrigin sameOrigin) {
        this.sessions = sessions;
        this.current = current;
        this.transactions = transactions;
        this.authentication = authentication;
        this.audit = audit;
        this.settings = settings;
        this.sameOrigin = sameOrigin;
    }

    public record LoginRequest(
            @Nullable String login,
            @Nullable String password,
            @Nullable String session) {}

    public record RegisterRequest(
            @Nullable String login,
            @Nullable String password,
            @Nullable String displayName,
            @Nullable String session) {}

    public record RefreshRequest(@Nullable String refreshToken) {}

    public record ProfileRequest(@Nullable String displayName) {}

    public record ChangePasswordRequest(
            @Nullable String currentPassword, @Nullable String newPassword) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TokenView(
            @Nullable String accessToken,
            @Nullable String refreshToken,
            String tokenType,
            long expiresIn,
            @Nullable UserView user) {}

    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record UserView(long id, String login, @Nullable String displayName) {}

    public record ResourceActions(String resource, List<String> actions) {}

    public record CurrentUserView(
            long id,
            long tenantId,
            String tenantRef,
            boolean operator,
            String login,
            @Nullable String displayName,
            String authProvider,
            boolean isLocal,
            boolean canChangePassword,
            List<ResourceActions> effectivePermissions,
            List<String> assignedPermissionSetRefs) {}

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
        return tokens(sessions.login(value(body.login()), value(body.password())), "cookie".equals(body.session()));
    }

    @POST
    @Path("/ldap/login")
    @Permit.Open("a caller has no token before it")
    @Operation(operationId = "ldap_login")
    public Response ldapLogin(LoginRequest body) {
        new FieldChecks()
                .text("login", body.login(), 1, 255)
                .text("password", body.password(), 1, 512)
                .done();
        throw new AttuneException(ErrorCode.NOT_IMPLEMENTED, "LDAP login is not configured");
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
        new FieldChecks()
                .text("login", body.login(), 3, 255)
                .text("password", body.password(), 8, 128)
                .optionalText("display_name", body.displayName(), 0, 255)
                .done();
        return tokens(
                sessions.register(value(body.login()), value(body.password()), body.displayName()),
                "cookie".equals(body.session()));
    }

    @POST
    @Path("/refresh")
    @Permit.Open("the refresh token in body or cookie is the credential")
    @Operation(operationId = "refresh_token")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TokenEnvelope.class)))
    public Response refresh(
            @OptionalBody @Nullable RefreshRequest body,
            @CookieParam(REFRESH_COOKIE) @Nullable String cookie,
            @Context HttpHeaders headers) {
        if (body == null && cookie != null) {
            sameOrigin.require(headers);
        }
        if (body != null) {
            new FieldChecks()
                    .text("refresh_token", body.refreshToken(), 1, 8192)
                    .done();
        }
        String token = body == null ? cookie : body.refreshToken();
        if (token == null || token.isBlank()) {
            throw AttuneException.unauthorized("Missing refresh token");
        }
        var session = sessions.refresh(token);
        var view = new TokenView(
                session.accessToken(), session.refreshToken(), "Bearer", Tokens.ACCESS_LIFE.toSeconds(), null);
        var response = Response.ok(Data.of(view));
        return body == null ? response.cookie(cookies(session)).build() : response.build();
    }

    @GET
    @Path("/logout")
    @Permit.Open("clearing a session needs no proof of one")
    @Operation(operationId = "logout")
    @APIResponse(responseCode = "307", description = "To the login page; session cookies are cleared")
    public Response logout(
            @HeaderParam("Authorization") @Nullable String header,
            @CookieParam(Guard.ACCESS_COOKIE) @Nullable String access,
            @CookieParam(REFRESH_COOKIE) @Nullable String refresh) {
        for (String token : new String[] {bearer(header), access, refresh}) {
            if (token != null && !token.isBlank()) {
                sessions.end(token);
            }
        }
        // As text: the container would make an address of a URI, with the host that the caller named.
        return Response.status(Response.Status.TEMPORARY_REDIRECT)
                .header(HttpHeaders.LOCATION, "/login")
                .cookie(
                        cookie(Guard.ACCESS_COOKIE, "", 0),
                        cookie(REFRESH_COOKIE, "", 0),
                        cookie("attune_oidc_id_token", "", 0))
                .build();
    }

    @GET
    @Path("/me")
    @Permit
    @Operation(operationId = "get_current_user")
    public Data<CurrentUserView> me() {
        return Data.of(profile(current.get()));
    }

    @PUT
    @Path("/me")
    @Permit(tokens = TokenKind.ACCESS)
    @Operation(operationId = "update_current_user")
    public Data<CurrentUserView> updateMe(ProfileRequest body) {
        var caller = current.get();
        new FieldChecks()
                .optionalText("display_name", body.displayName(), 0, 255)
                .done();
        String name = body.displayName() == null || body.displayName().isBlank() ? null : body.displayName();
        transactions.tenantTask(caller.scope(), tx -> {
            identities.rename(tx, caller.identity(), name);
            audit.record(
                    tx,
                    caller,
                    "admin.identity.updated",
                    new Audit.Subject("identity", caller.identity().value(), caller.login()));
            tx.afterCommit(authentication::forgetAll);
        });
        return Data.of(profile(caller));
    }

    @POST
    @Path("/change-password")
    @Permit(tokens = TokenKind.ACCESS)
    @Operation(operationId = "change_password")
    public Data<Success> changePassword(ChangePasswordRequest body) {
        new FieldChecks()
                .text("current_password", body.currentPassword(), 1, 1024)
                .text("new_password", body.newPassword(), 8, 128)
                .done();
        sessions.changePassword(current.get(), value(body.currentPassword()), value(body.newPassword()));
        return Data.of(Success.of("Password changed. All sessions have ended; log in again."));
    }

    private CurrentUserView profile(Caller caller) {
        return transactions.tenant(caller.scope(), tx -> {
            Identity identity = identities
                    .find(tx, caller.identity())
                    .orElseThrow(() -> AttuneException.notFound("Identity", caller.identity()));
            var actions = caller.grants().actionsByResource().entrySet().stream()
                    .map(entry -> new ResourceActions(entry.getKey(), List.copyOf(entry.getValue())))
                    .toList();
            return new CurrentUserView(
                    identity.id().value(),
                    identity.tenant().value(),
                    identity.tenantRef(),
                    identity.operator(),
                    identity.login(),
                    identity.displayName(),
                    "local",
                    true,
                    identity.hasPassword(),
                    actions,
                    permissions.effectiveSets(tx, identity).stream()
                            .map(StoredPermissionSet::ref)
                            .toList());
        });
    }

    private Response tokens(Sessions.Session session, boolean asCookies) {
        var identity = session.identity();
        var user = new UserView(identity.id().value(), identity.login(), identity.displayName());
        long life = Tokens.ACCESS_LIFE.toSeconds();
        return asCookies
                ? Response.ok(Data.of(new TokenView(null, null, "Bearer", life, user)))
                        .cookie(cookies(session))
                        .build()
                : Response.ok(Data.of(
                                new TokenView(session.accessToken(), session.refreshToken(), "Bearer", life, user)))
                        .build();
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
                .secure(settings.get(ConfigKeys.SERVER_PUBLIC_URL).startsWith("https:"))
                .sameSite(NewCookie.SameSite.LAX)
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

    /** Names the shape for the OpenAPI document, where the method answers a response with cookies. */
    public record TokenEnvelope(TokenView data) {}
}
