package io.attune.server.identity;

import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import io.attune.model.identity.IntegrationToken;
import io.attune.server.audit.Audit;
import io.attune.server.auth.LoginThrottle;
import io.attune.server.auth.TokenKind;
import io.attune.server.auth.TokenRefusedException;
import io.attune.server.auth.Tokens;
import io.attune.server.auth.VerifiedToken;
import io.attune.server.http.AttuneException;
import io.attune.server.http.RequestFacts;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IntegrationTokenStore;
import io.attune.store.identity.RefreshTokenStore;
import io.attune.store.identity.RefreshTokenStore.Family;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Begins, renews and ends sessions (security.md §1). A session is a family of refresh tokens and the access tokens that name it. */
@Singleton
public class Sessions {
    private static final String BAD_REFRESH = "Invalid refresh token";

    private final Transactions transactions;
    private final Tokens tokens;
    private final LoginThrottle throttle;
    private final Audit audit;
    private final RequestFacts request;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();
    private final IntegrationTokenStore integrationTokens = new IntegrationTokenStore();

    @Inject
    Sessions(
            Transactions transactions,
            Tokens tokens,
            LoginThrottle throttle,
            Audit audit,
            RequestFacts request,
            Clock clock) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.throttle = throttle;
        this.audit = audit;
        this.request = request;
        this.clock = clock;
    }

    /**
     * A fresh pair of tokens and whom they stand for; its text form shows neither.
     *
     * @param ofIntegrationToken whether an integration token began it, not a person
     */
    public record Session(String accessToken, String refreshToken, Identity identity, boolean ofIntegrationToken) {
        @Override
        public String toString() {
            return "Session[" + identity.login() + "]";
        }
    }

    /** The session of somebody who has just proved who it is. */
    Session begin(Tx tx, Identity identity) {
        return next(tx, identity, new Family(UUID.randomUUID(), null));
    }

    /** The session of a service account; it lives no longer than the token. */
    Session begin(Tx tx, Identity identity, IntegrationToken token) {
        integrationTokens.used(tx, token.id(), clock.instant(), request.clientAddressIfAny());
        return next(tx, identity, new Family(UUID.randomUUID(), token.id()));
    }

    /**
     * Trades a refresh token for a new pair; a token used twice ends the session of whoever holds a copy (SEC-3).
     *
     * @throws AttuneException 401 for a token that is good for nothing, 403 for a frozen identity, 429 after too many forged ones
     */
    Session refresh(String refreshToken) {
        VerifiedToken token = verifiedRefreshToken(refreshToken);
        var renewal = transactions.engine(tx -> {
            var identity = identities.find(tx, new IdentityId(subject(token)));
            var answer = identity.map(found -> renew(tx, found, token)).orElseGet(Renewal::invalid);
            boolean renewed = answer instanceof Renewal.Renewed;
            audit.recordAnonymous(
                    tx,
                    identity.map(found -> found.tenant().value()).orElse(null),
                    identity.map(found -> found.id().value()).orElse(null),
                    token.login(),
                    renewed ? "auth.token_refresh.success" : "auth.token_refresh.failure",
                    renewed ? "success" : "failure");
            return answer;
        });
        return switch (renewal) {
            case Renewal.Renewed(var session) -> session;
            case Renewal.Refused(var why) -> throw why;
        };
    }

    /** A refusal is returned, not thrown: an exception would undo its record, and the end of a session whose token came twice. */
    private sealed interface Renewal {
        record Renewed(Session session) implements Renewal {}

        record Refused(AttuneException why) implements Renewal {}

        static Renewal invalid() {
            return new Refused(AttuneException.unauthorized(BAD_REFRESH));
        }
    }

    private Renewal renew(Tx tx, Identity identity, VerifiedToken token) {
        if (refreshTokens.use(tx, token.id(), clock.instant()) != RefreshTokenStore.Use.USED) {
            return Renewal.invalid();
        }
        if (identity.isBarred()) {
            return new Renewal.Refused(AttuneException.forbidden("This identity is frozen"));
        }
        if (token.issuedAt().isBefore(identity.tokensValidFrom()) || token.session() == null) {
            return Renewal.invalid();
        }
        var session = token.session();
        var id = token.metadata().path("integration_token_id");
        if (id.isMissingNode()) {
            return new Renewal.Renewed(next(tx, identity, new Family(session, null)));
        }
        return activeToken(tx, id.asLong(), identity)
                .<Renewal>map(active -> new Renewal.Renewed(next(tx, identity, new Family(session, active.id()))))
                .orElseGet(Renewal::invalid);
    }

    /** Fails closed: a token that began the session and is not known to be good any more ends it (security.md §1.2). */
    private Optional<IntegrationToken> activeToken(Tx tx, long id, Identity identity) {
        var now = clock.instant();
        var active = integrationTokens
                .find(tx, id)
                .filter(found -> found.isActive(now))
                .filter(found -> found.identity().equals(identity.id()));
        active.ifPresent(found -> integrationTokens.used(tx, found.id(), now, request.clientAddressIfAny()));
        return active;
    }

    /** The identity: of integration tokens the subject of the token is the record of that token. */
    private static long subject(VerifiedToken token) {
        var identity = token.metadata().path("identity_id");
        return identity.isIntegralNumber() ? identity.asLong() : Long.parseLong(token.subject());
    }

    /** Ends the session of a token, access or refresh; what is no good token has none to end. */
    void end(String text) {
        VerifiedToken token;
        try {
            token = tokens.verify(text);
        } catch (TokenRefusedException e) {
            return;
        }
        var session = token.session();
        if (session == null) {
            return;
        }
        transactions.engineTask(tx -> {
            // The access token and the refresh token of one session come together: it ends once.
            if (refreshTokens.revokeFamily(tx, session, clock.instant())) {
                identities
                        .find(tx, new IdentityId(subject(token)))
                        .ifPresent(identity -> audit.recordAnonymous(
                                tx,
                                identity.tenant().value(),
                                identity.id().value(),
                                identity.login(),
                                "auth.logout.success",
                                "success"));
            }
        });
    }

    /** Forging is guessing and is slowed down; a token that was good once is none. */
    private VerifiedToken verifiedRefreshToken(String text) {
        transactions.engineTask(tx -> throttle.refuseHaste(tx, null));
        boolean forged = false;
        try {
            var token = tokens.verify(text);
            if (token.kind() == TokenKind.REFRESH) {
                return token;
            }
        } catch (TokenRefusedException e) {
            forged = !e.isExpired();
        }
        boolean guessed = forged;
        transactions.engineTask(tx -> {
            if (guessed) {
                throttle.failed(tx, null);
            }
            audit.recordAnonymous(tx, null, null, null, "auth.token_refresh.failure", "failure");
        });
        throw AttuneException.unauthorized(BAD_REFRESH);
    }

    private Session next(Tx tx, Identity identity, Family family) {
        var id = UUID.randomUUID();
        var now = clock.instant();
        refreshTokens.insert(tx, id, identity, family, now, now.plus(Tokens.REFRESH_LIFE));
        var integration = family.integrationToken();
        return new Session(
                tokens.issueAccessToken(identity.id(), identity.login(), family.id()),
                integration == null
                        ? tokens.issueRefreshToken(identity.id(), identity.login(), family.id(), id)
                        : tokens.issueRefreshToken(identity.id(), identity.login(), family.id(), id, integration),
                identity,
                integration != null);
    }
}
