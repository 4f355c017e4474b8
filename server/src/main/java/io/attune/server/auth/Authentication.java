package io.attune.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.GrantSet;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.model.tenant.Owner;
import io.attune.server.http.AttuneException;
import io.attune.server.http.GuardRefusal;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.enrolment.EnrolmentTokenStore;
import io.attune.store.execution.RunBackingStore;
import io.attune.store.execution.RunBackingStore.Backed;
import io.attune.store.identity.AuthorityStore;
import io.attune.store.identity.IdentityStore;
import io.attune.store.sensor.SensorStore;
import io.attune.store.tenant.TenantStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Turns a bearer token into a {@link Caller}: what the token says, joined with what the database says about its subject now. Nothing is
 * remembered from one request to the next, so that a freeze, a logout or a changed grant holds from the very next request on, whichever
 * process it reaches (SEC-3).
 */
@Singleton
public class Authentication {
    private static final String INVALID = "Invalid authentication token";

    private final Tokens tokens;
    private final Transactions transactions;
    private final RunAuthority runAuthority;
    private final Clock clock;
    private final AuthorityStore authorities = new AuthorityStore();
    private final IdentityStore identities = new IdentityStore();
    private final EnrolmentTokenStore enrolments = new EnrolmentTokenStore();
    private final RunBackingStore backings = new RunBackingStore();
    private final SensorStore sensors = new SensorStore();

    @Inject
    Authentication(Tokens tokens, Transactions transactions, RunAuthority runAuthority, Clock clock) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.runAuthority = runAuthority;
        this.clock = clock;
    }

    /**
     * @param bearer the text after {@code Bearer}
     * @throws GuardRefusal if the token is good for nothing (401)
     * @throws AttuneException 403 if its identity is frozen
     */
    public Caller authenticate(String bearer) {
        if (OpaqueToken.ENROLMENT.begins(bearer)) {
            return transactions.engine(tx -> enrolledWorker(tx, bearer));
        }
        VerifiedToken token;
        try {
            token = tokens.verify(bearer);
        } catch (TokenRefusedException e) {
            throw new GuardRefusal(String.valueOf(e.getMessage()));
        }
        return switch (token.kind()) {
            case ACCESS -> transactions.engine(tx -> session(tx, token));
            case EXECUTION -> transactions.engine(tx -> run(tx, token));
            case SENSOR -> transactions.engine(tx -> sensor(tx, token));
            case WORKER -> transactions.engine(tx -> worker(tx, token));
            // Good for /auth/refresh only, which does not pass here.
            case REFRESH -> throw new GuardRefusal(INVALID);
        };
    }

    private Caller session(Tx tx, VerifiedToken token) {
        var session = token.session();
        if (session == null) {
            throw new GuardRefusal(INVALID);
        }
        var found = authorities
                .find(tx, identityId(token), session, clock.instant())
                .orElseThrow(() -> new GuardRefusal(INVALID));
        var identity = found.identity();
        refuseBarred(identity);
        if (!found.sessionLives() || token.issuedAt().isBefore(identity.tokensValidFrom())) {
            throw new GuardRefusal(INVALID);
        }
        return new Caller(
                identity.id(),
                identity.login(),
                identity.tenant(),
                identity.operator(),
                new Credential.Session(),
                StoredGrants.held(found));
    }

    /** The token of a run: only the named sets count, and only while the run lives (security.md §3.5, SEC-12). */
    private Caller run(Tx tx, VerifiedToken token) {
        var execution = new ExecutionId(token.metadata().path("execution_id").asLong());
        var run = backings.find(tx, execution).filter(Backed::live).orElseThrow(() -> new GuardRefusal(INVALID));
        var executor = identity(tx, token);
        if (run.tenantFrozen()) {
            throw frozen();
        }
        var refs = texts(token.metadata().path("permission_set_refs"));
        var grants = new ArrayList<>(
                switch (runAuthority.of(tx, run, refs)) {
                    case RunAuthority.Answer.Held(var held) -> held;
                    case RunAuthority.Answer.Withdrawn(var reason) -> throw AttuneException.forbidden(reason);
                });
        if (refs.contains(RunAuthority.STANDARD)) {
            grants.addAll(standardGrants(token.metadata()));
        }
        // A run never acts as operator: its authority is exactly its permission sets.
        return new Caller(
                executor.id(),
                executor.login(),
                run.tenant(),
                false,
                new Credential.Run(execution),
                GrantSet.of(grants, executor));
    }

    private Caller sensor(Tx tx, VerifiedToken token) {
        var identity = identity(tx, token);
        if (token.issuedAt().isBefore(identity.tokensValidFrom())) {
            throw new GuardRefusal(INVALID);
        }
        // The token outlives a change of the sensor: what counts is what the sensor is now.
        var sensor = sensors.findOfAnybody(tx, token.login())
                .filter(found -> found.enabled() && tenant(found.owner()).equals(identity.tenant()))
                .orElseThrow(() -> new GuardRefusal(INVALID));
        var triggerTypes = texts(token.metadata().path("trigger_types")).stream()
                .filter(sensor.triggerTypes()::contains)
                .toList();
        return new Caller(
                identity.id(),
                identity.login(),
                identity.tenant(),
                false,
                new Credential.Sensor(sensor.id(), token.login(), triggerTypes),
                GrantSet.of(List.of(ownKeys(token.login())), identity));
    }

    /** They are not injected: a sensor reads them (packs.md §11.1). */
    private static Grant ownKeys(String sensorRef) {
        return new Grant("keys", List.of("read", "decrypt"), ownedBy("sensor", List.of(sensorRef)));
    }

    private static TenantId tenant(Owner owner) {
        return owner instanceof Owner.Tenant(var tenant) ? tenant : TenantStore.SYSTEM;
    }

    private Caller worker(Tx tx, VerifiedToken token) {
        var id = token.metadata().path("worker_id");
        return service(
                identity(tx, token), token.login(), new Credential.Worker(id.isIntegralNumber() ? id.asLong() : null));
    }

    private Caller enrolledWorker(Tx tx, String enrolmentToken) {
        var enrolment = enrolments
                .use(tx, OpaqueToken.hash(enrolmentToken), clock.instant())
                .orElseThrow(() -> new GuardRefusal(INVALID));
        var system = identities
                .find(tx, IdentityStore.SYSTEM)
                .orElseThrow(() -> new IllegalStateException("the identity of the platform is missing"));
        var worker = enrolment.worker();
        return service(
                system, "worker:" + enrolment.label(), new Credential.Worker(worker == null ? null : worker.value()));
    }

    private static Caller service(Identity identity, String login, Credential credential) {
        return new Caller(identity.id(), login, identity.tenant(), false, credential, GrantSet.NONE);
    }

    /** The subject of the token, if it is to be let in. */
    private Identity identity(Tx tx, VerifiedToken token) {
        var identity = identities.find(tx, identityId(token)).orElseThrow(() -> new GuardRefusal(INVALID));
        refuseBarred(identity);
        return identity;
    }

    private static void refuseBarred(Identity identity) {
        if (identity.isBarred()) {
            throw frozen();
        }
    }

    private static AttuneException frozen() {
        return AttuneException.forbidden("This identity is frozen");
    }

    /** What {@code standard} stands for: keys and artifacts of the run's action and pack. */
    private static List<Grant> standardGrants(JsonNode metadata) {
        var actions = texts(metadata.path("standard_access_action_refs"));
        var packs = texts(metadata.path("standard_access_pack_refs"));
        var grants = new ArrayList<Grant>();
        for (var owner : Map.of("action", actions, "pack", packs).entrySet()) {
            if (!owner.getValue().isEmpty()) {
                var constraints = ownedBy(owner.getKey(), owner.getValue());
                grants.add(new Grant("keys", List.of("read", "decrypt"), constraints));
                grants.add(new Grant("artifacts", List.of("read", "create", "update", "delete"), constraints));
            }
        }
        return grants;
    }

    private static Grant.Constraints ownedBy(String type, List<String> refs) {
        return new Grant.Constraints(null, null, List.of(type), refs, null, null, null, null, null, null);
    }

    private static IdentityId identityId(VerifiedToken token) {
        try {
            return new IdentityId(Long.parseLong(token.subject()));
        } catch (NumberFormatException e) {
            throw new GuardRefusal(INVALID);
        }
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }
}
