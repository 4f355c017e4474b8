package io.attune.server.identity;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.identity.Identity;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Authentication;
import io.attune.server.auth.Caller;
import io.attune.server.auth.LoginThrottle;
import io.attune.server.auth.Passwords;
import io.attune.server.auth.TokenKind;
import io.attune.server.auth.TokenRefusedException;
import io.attune.server.auth.Tokens;
import io.attune.server.auth.VerifiedToken;
import io.attune.server.http.AttuneException;
import io.attune.server.http.RequestFacts;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.identity.RefreshTokenStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Begins, renews and ends sessions (security.md §1). A session is a family of refresh tokens and the access tokens that name it. */
@Singleton
public class Sessions {
    private static final String WRONG = "Invalid login or password";
    private static final String BAD_REFRESH = "Invalid refresh token";

    private final Transactions transactions;
    private final Tokens tokens;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Authentication authentication;
    private final Audit audit;
    private final RequestFacts request;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();

    @Inject
    Sessions(
            Transactions transactions,
            Tokens tokens,
            Passwords passwords,
            LoginThrottle throttle,
            Authentication authentication,
            Audit audit,
            RequestFacts request,
            Clock clock) {
        this.transactions = transactions;
        this.tokens = tokens;
        this.passwords = passwords;
        this.throttle = throttle;
        this.authentication = authentication;
        this.audit = audit;
        this.request = request;
        this.clock = clock;
    }

    /** A fresh pair of tokens and whom they stand for; its text form shows neither. */
    public record Session(String accessToken, String refreshToken, Identity identity) {
        @Override
        public String toString() {
            return "Session[" + identity.login() + "]";
        }
    }

    /** Unknown login, no password and wrong password cannot be told apart, neither by answer nor by time (SEC-2). */
    public Session login(String login, String password) {
        String address = Objects.requireNonNullElse(request.clientAddressIfAny(), "");
        throttle.mustWait(address, login).ifPresent(wait -> {
            throw AttuneException.tooManyRequests("Too many failed attempts; try again later", wait);
        });
        record Known(Identity identity, String hash) {}
        Optional<Known> known = transactions.engine(tx -> identities
                .findByLogin(tx, login)
                .flatMap(
                        identity -> identities.passwordHash(tx, identity.id()).map(hash -> new Known(identity, hash))));
        boolean right = known.map(found -> passwords.matches(password, found.hash()))
                .orElseGet(() -> passwords.matchesNothing(password));
        if (known.isEmpty() || !right) {
            throttle.failed(address, login);
            var tenant = known.map(found -> found.identity().tenant().value()).orElse(null);
            transactions.engineTask(
                    tx -> audit.recordAnonymous(tx, tenant, null, login, "auth.login.failure", "failure"));
            throw AttuneException.unauthorized(WRONG);
        }
        var identity = known.get().identity();
        if (identity.isBarred()) {
            throw AttuneException.forbidden("This identity is frozen");
        }
        throttle.succeeded(login);
        String stronger = passwords.isOutdated(known.get().hash()) ? passwords.hash(password) : null;
        return transactions.engine(tx -> {
            if (stronger != null) {
                identities.rehash(tx, identity.id(), stronger);
            }
            audit.recordAnonymous(
                    tx,
                    identity.tenant().value(),
                    identity.id().value(),
                    identity.login(),
                    "auth.login.success",
                    "success");
            return begin(tx, identity);
        });
    }

    /** Makes a tenant and an identity without any permission (security.md §1.1). */
    public Session register(String login, String password, @Nullable String displayName) {
        String hash = passwords.hash(password);
        return transactions.engine(tx -> {
            if (identities.findByLogin(tx, login).isPresent()) {
                throw AttuneException.conflict("The login '" + login + "' is taken");
            }
            var tenant = Tenants.forIdentity(tx, identities, login);
            var id = identities
                    .insert(tx, new NewIdentity(tenant, login, displayName, hash, NullNode.getInstance(), false))
                    .orElseThrow(() -> AttuneException.conflict("The login '" + login + "' is taken"));
            audit.recordAnonymous(tx, tenant.value(), id.value(), login, "auth.register.success", "success");
            return begin(tx, identities.find(tx, id).orElseThrow());
        });
    }

    /** Trades a refresh token for a new pair; a token used twice ends the session of whoever holds a copy (SEC-3). */
    public Session refresh(String refreshToken) {
        VerifiedToken token = verifiedRefreshToken(refreshToken);
        // The family is revoked in this transaction when the token was used before: the answer is made from its
        // outcome, since an exception would undo the revocation.
        var renewed = transactions.engine(tx -> switch (refreshTokens.use(tx, token.id(), clock.instant())) {
            case REFUSED -> Optional.<Session>empty();
            case REUSED -> {
                tx.afterCommit(authentication::forgetAll);
                audit.recordAnonymous(tx, null, null, token.login(), "auth.token_refresh.failure", "failure");
                yield Optional.<Session>empty();
            }
            case USED -> Optional.of(renew(tx, token));
        });
        return renewed.orElseThrow(() -> AttuneException.unauthorized(BAD_REFRESH));
    }

    private Session renew(Tx tx, VerifiedToken token) {
        var identity = identities
                .findByLogin(tx, token.login())
                .filter(found -> found.id().toString().equals(token.subject()))
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
        return next(tx, identity, token.session());
    }

    /** Ends the session of a token, access or refresh; what is no good token has none to end. */
    public void end(String text) {
        VerifiedToken token;
        try {
            token = tokens.verify(text);
        } catch (TokenRefusedException e) {
            return;
        }
        var session = token.session();
        if (session != null) {
            transactions.engineTask(tx -> {
                refreshTokens.revokeFamily(tx, session, clock.instant());
                tx.afterCommit(authentication::forgetAll);
            });
        }
    }

    /** Ends every session of the caller, the present one too: whoever knew the old password is out. */
    public void changePassword(Caller caller, String current, String replacement) {
        var hash = transactions.engine(tx -> identities.passwordHash(tx, caller.identity()));
        if (hash.isEmpty() || !passwords.matches(current, hash.get())) {
            throw AttuneException.unauthorized("The current password is wrong");
        }
        String replacementHash = passwords.hash(replacement);
        transactions.engineTask(tx -> {
            var now = clock.instant();
            identities.changePassword(tx, caller.identity(), replacementHash, now);
            refreshTokens.revokeAll(tx, caller.identity(), now);
            audit.record(
                    tx,
                    caller,
                    "admin.identity.updated",
                    new Audit.Subject("identity", caller.identity().value(), caller.login()));
            tx.afterCommit(authentication::forgetAll);
        });
    }

    private VerifiedToken verifiedRefreshToken(String text) {
        try {
            var token = tokens.verify(text);
            if (token.kind() == TokenKind.REFRESH) {
                return token;
            }
        } catch (TokenRefusedException e) {
            // Answered below, like a token of another kind.
        }
        throw AttuneException.unauthorized(BAD_REFRESH);
    }

    private Session begin(Tx tx, Identity identity) {
        return next(tx, identity, UUID.randomUUID());
    }

    private Session next(Tx tx, Identity identity, UUID family) {
        var id = UUID.randomUUID();
        refreshTokens.insert(tx, id, identity.id(), family, clock.instant().plus(Tokens.REFRESH_LIFE));
        return new Session(
                tokens.issueAccessToken(identity.id(), identity.login(), family),
                tokens.issueRefreshToken(identity.id(), identity.login(), family, id),
                identity);
    }
}
