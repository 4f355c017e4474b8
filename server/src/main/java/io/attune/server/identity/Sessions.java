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
import org.jspecify.annotations.Nullable;

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
        // The family is revoked in this transaction when the token was used before: the answer is made from its
        // outcome, since an exception would undo the revocation.
        var renewed = transactions.engine(tx -> switch (refreshTokens.use(tx, token.id(), clock.instant())) {
            case REFUSED, REUSED -> {
                audit.recordAnonymous(tx, null, null, token.login(), "auth.token_refresh.failure", "failure");
                yield Optional.<Session>empty();
            }
            case USED -> Optional.of(renew(tx, token));
        });
        return renewed.orElseThrow(() -> AttuneException.unauthorized(BAD_REFRESH));
    }

    private Session renew(Tx tx, VerifiedToken token) {
        var integration = integrationToken(tx, token);
        var identity = identities
                .find(tx, new IdentityId(subject(token)))
                .orElseThrow(() -> AttuneException.unauthorized(BAD_REFRESH));
        if (identity.isBarred()) {
            throw AttuneException.forbidden("This identity is frozen");
        }
        if (token.issuedAt().isBefore(identity.tokensValidFrom()) || token.session() == null) {
            throw AttuneException.unauthorized(BAD_REFRESH);
        }
        audit.recordAnonymous(
                tx,
                identity.tenant().value(),
                identity.id().value(),
                identity.login(),
                "auth.token_refresh.success",
                "success");
        return next(tx, identity, new Family(token.session(), integration));
    }

    /** Fails closed: a token that began the session and is not known to be good any more ends it (security.md §1.2). */
    private @Nullable Long integrationToken(Tx tx, VerifiedToken token) {
        var id = token.metadata().path("integration_token_id");
        if (id.isMissingNode()) {
            return null;
        }
        var now = clock.instant();
        var active = integrationTokens
                .find(tx, id.asLong())
                .filter(found -> found.isActive(now))
                .filter(found -> found.identity().value() == subject(token))
                .orElseThrow(() -> AttuneException.unauthorized(BAD_REFRESH));
        integrationTokens.used(tx, active.id(), now, request.clientAddressIfAny());
        return active.id();
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
        if (session != null) {
            transactions.engineTask(tx -> refreshTokens.revokeFamily(tx, session, clock.instant()));
        }
    }

    /** Forging is guessing and is slowed down; a token that was good once is none. */
    private VerifiedToken verifiedRefreshToken(String text) {
        transactions.engineTask(tx -> throttle.refuseHaste(tx, null));
        try {
            var token = tokens.verify(text);
            if (token.kind() == TokenKind.REFRESH) {
                return token;
            }
        } catch (TokenRefusedException e) {
            if (!e.isExpired()) {
                transactions.engineTask(tx -> throttle.failed(tx, null));
            }
        }
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
