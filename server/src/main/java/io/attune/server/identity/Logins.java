package io.attune.server.identity;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.identity.Identity;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.auth.LoginThrottle;
import io.attune.server.auth.OpaqueToken;
import io.attune.server.auth.Passwords;
import io.attune.server.http.AttuneException;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.identity.IntegrationTokenStore;
import io.attune.store.identity.RefreshTokenStore;
import io.attune.store.tenant.TenantStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what people and services show to get in: passwords and integration tokens (security.md §1.1). */
@Singleton
class Logins {
    private static final String WRONG = "Invalid login or password";

    private final Transactions transactions;
    private final Sessions sessions;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final Audit audit;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();
    private final TenantStore tenants = new TenantStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();
    private final IntegrationTokenStore integrationTokens = new IntegrationTokenStore();

    @Inject
    Logins(
            Transactions transactions,
            Sessions sessions,
            Passwords passwords,
            LoginThrottle throttle,
            Audit audit,
            Clock clock) {
        this.transactions = transactions;
        this.sessions = sessions;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
    }

    /** An identity whose password is to be checked, and the hash to check it with. */
    private record Known(Identity identity, String hash) {
        @Override
        public String toString() {
            return "Known[" + identity.login() + "]";
        }
    }

    /** A refusal is returned, not thrown: an exception would undo its record. */
    private sealed interface Entry {
        record Begun(Sessions.Session session) implements Entry {}

        record Refused(AttuneException why) implements Entry {}
    }

    /** Unknown login, no password and wrong password cannot be told apart, neither by answer nor by time (SEC-2). */
    Sessions.Session byPassword(String login, String password) {
        Optional<Known> known = transactions.engine(tx -> {
            throttle.refuseHaste(tx, login);
            return identities
                    .findByLogin(tx, login)
                    .flatMap(identity ->
                            identities.passwordHash(tx, identity.id()).map(hash -> new Known(identity, hash)));
        });
        boolean right = known.map(found -> passwords.matches(password, found.hash()))
                .orElseGet(() -> passwords.matchesNothing(password));
        if (known.isEmpty() || !right) {
            var tenant = known.map(found -> found.identity().tenant().value()).orElse(null);
            transactions.engineTask(tx -> {
                throttle.failed(tx, login);
                audit.recordAnonymous(tx, tenant, null, login, "auth.login.failure", "failure");
            });
            throw AttuneException.unauthorized(WRONG);
        }
        String stronger = passwords.isOutdated(known.get().hash()) ? passwords.hash(password) : null;
        return switch (transactions.engine(tx -> enter(tx, login, known.get(), stronger))) {
            case Entry.Begun(var session) -> session;
            case Entry.Refused(var why) -> throw why;
        };
    }

    /** @param stronger a hash of the same password to keep from now on; null to keep the one there is */
    private Entry enter(Tx tx, String login, Known known, @Nullable String stronger) {
        throttle.refuseHaste(tx, login);
        var id = known.identity().id();
        // Checking took a while: whoever changed the password meanwhile ended every session, and this would be one more
        // (SEC-3).
        boolean current = identities.lockPasswordHash(tx, id).equals(Optional.of(known.hash()));
        var identity = current ? identities.find(tx, id).orElse(known.identity()) : known.identity();
        if (!current || identity.isBarred()) {
            record(tx, identity, "auth.login.failure", "failure");
            return new Entry.Refused(
                    current
                            ? AttuneException.forbidden("This identity is frozen")
                            : AttuneException.unauthorized(WRONG));
        }
        throttle.succeeded(tx, login);
        if (stronger != null) {
            identities.rehash(tx, id, stronger);
        }
        succeeded(tx, identity, "auth.login.success");
        return new Entry.Begun(sessions.begin(tx, identity));
    }

    /** Unknown, revoked and expired tokens and those of frozen identities cannot be told apart. */
    Sessions.Session byIntegrationToken(String token) {
        var hash = OpaqueToken.hash(token);
        var session = transactions.engine(tx -> {
            throttle.refuseHaste(tx, null);
            var found = integrationTokens.findByHash(tx, hash).filter(it -> it.isActive(clock.instant()));
            return found.flatMap(it -> identities.find(tx, it.identity()))
                    .filter(identity -> !identity.isBarred())
                    .map(identity -> {
                        succeeded(tx, identity, "auth.token_login.success");
                        return sessions.begin(tx, identity, found.get());
                    });
        });
        if (session.isEmpty()) {
            transactions.engineTask(tx -> {
                throttle.failed(tx, null);
                audit.recordAnonymous(tx, null, null, null, "auth.token_login.failure", "failure");
            });
        }
        return session.orElseThrow(() -> AttuneException.unauthorized("Invalid token"));
    }

    /** Makes a tenant and an identity without any permission (security.md §1.1). */
    Sessions.Session register(String login, String password, @Nullable String displayName) {
        transactions.engineTask(throttle::registering);
        String hash = passwords.hash(password);
        return transactions.engine(tx -> {
            if (identities.findByLogin(tx, login).isPresent()) {
                throw taken(login);
            }
            var tenant = Tenants.forIdentity(tx, tenants, login);
            var id = identities
                    .insert(tx, new NewIdentity(tenant, login, displayName, hash, NullNode.getInstance(), false))
                    .orElseThrow(() -> taken(login));
            var identity = identities.find(tx, id).orElseThrow();
            succeeded(tx, identity, "auth.register.success");
            return sessions.begin(tx, identity);
        });
    }

    static AttuneException taken(String login) {
        return AttuneException.conflict("The login '" + login + "' is taken");
    }

    /** Ends every session of the caller, the present one too: whoever knew the old password is out. */
    void changePassword(Caller caller, String current, String replacement) {
        var hash = transactions.engine(tx -> {
            throttle.refuseHaste(tx, caller.login());
            return identities.passwordHash(tx, caller.identity());
        });
        if (hash.isEmpty() || !passwords.matches(current, hash.get())) {
            transactions.engineTask(tx -> {
                throttle.failed(tx, caller.login());
                audit.record(tx, caller, "auth.password_change.failure", "failure", Audit.Subject.NONE, null);
            });
            throw AttuneException.unauthorized("The current password is wrong");
        }
        String replacementHash = passwords.hash(replacement);
        transactions.engineTask(tx -> {
            throttle.refuseHaste(tx, caller.login());
            if (!identities.lockPasswordHash(tx, caller.identity()).equals(hash)) {
                throw AttuneException.unauthorized("The current password is wrong");
            }
            // Later than any login that held the identity before.
            var now = clock.instant();
            identities.changePassword(tx, caller.identity(), replacementHash, now);
            refreshTokens.revokeAll(tx, caller.identity(), now);
            audit.record(
                    tx,
                    caller,
                    "admin.identity.updated",
                    new Audit.Subject("identity", caller.identity().value(), caller.login()));
        });
    }

    private void succeeded(Tx tx, Identity identity, String eventType) {
        record(tx, identity, eventType, "success");
    }

    private void record(Tx tx, Identity identity, String eventType, String outcome) {
        audit.recordAnonymous(
                tx, identity.tenant().value(), identity.id().value(), identity.login(), eventType, outcome);
    }
}
