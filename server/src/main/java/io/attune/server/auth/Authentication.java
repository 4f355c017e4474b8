package io.attune.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.GrantSet;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import io.attune.server.http.AttuneException;
import io.attune.server.http.GuardRefusal;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.enrolment.EnrolmentTokenStore;
import io.attune.store.execution.LiveExecutions;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.RefreshTokenStore;
import io.attune.store.permission.PermissionStore;
import io.attune.store.permission.StoredPermissionSet;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns a bearer token into a {@link Caller}: what the token says, joined with what the database says about its subject now. Identities
 * and grants are remembered for a moment (security.md §2.3 allows five seconds); {@link #forgetAll} ends that at once on this process.
 */
@Singleton
public class Authentication {
    private static final Duration MEMORY = Duration.ofSeconds(2);
    private static final String INVALID = "Invalid authentication token";

    private final Tokens tokens;
    private final Transactions transactions;
    private final Clock clock;
    private final IdentityStore identities = new IdentityStore();
    private final PermissionStore permissions = new PermissionStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();
    private final EnrolmentTokenStore enrolments = new EnrolmentTokenStore();
    private final LiveExecutions executions = new LiveExecutions();
    private final Cache<Session, Known> known =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(MEMORY).build();

    private record Session(IdentityId identity, @Nullable UUID family) {}

    private record Known(Identity identity, boolean sessionEnded, GrantSet grants) {}

    @Inject
    Authentication(Tokens tokens, Transactions transactions, Clock clock) {
        this.tokens = tokens;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Call after the commit of whatever changes identities, sessions, assignments or permission sets. */
    public void forgetAll() {
        known.invalidateAll();
    }

    /**
     * @param bearer the text after {@code Bearer}
     * @throws GuardRefusal if the token is good for nothing (401)
     * @throws AttuneException 403 if its identity is frozen
     */
    public Caller authenticate(String bearer) {
        if (bearer.startsWith(WorkerEnrolment.PREFIX)) {
            return enrolledWorker(bearer);
        }
        VerifiedToken token;
        try {
            token = tokens.verify(bearer);
        } catch (TokenRefusedException e) {
            throw new GuardRefusal(String.valueOf(e.getMessage()));
        }
        return switch (token.kind()) {
            case ACCESS -> session(token);
            case EXECUTION -> run(token);
            case SENSOR, WORKER -> service(token);
            // Good for /auth/refresh only, which does not pass here.
            case REFRESH -> throw new GuardRefusal(INVALID);
        };
    }

    private Caller session(VerifiedToken token) {
        var session = new Session(identityId(token), token.session());
        var found = remembered(session);
        refuseBarred(found.identity());
        if (found.sessionEnded() || token.issuedAt().isBefore(found.identity().tokensValidFrom())) {
            throw new GuardRefusal(INVALID);
        }
        return caller(found.identity(), new Credential.Session(), found.grants());
    }

    private Known remembered(Session session) {
        var found = known.getIfPresent(session);
        if (found == null) {
            found = transactions.engine(tx -> load(tx, session));
            known.put(session, found);
        }
        return found;
    }

    private Known load(Tx tx, Session session) {
        var identity = identities.find(tx, session.identity()).orElseThrow(() -> new GuardRefusal(INVALID));
        boolean ended = session.family() != null && refreshTokens.isRevoked(tx, session.family());
        return new Known(identity, ended, grants(identity, permissions.effectiveSets(tx, identity)));
    }

    /** The token of a run: only the named sets count, and only while the run lives (security.md §3.5, SEC-12). */
    private Caller run(VerifiedToken token) {
        long execution = token.metadata().path("execution_id").asLong();
        return transactions.engine(tx -> {
            var identity = identities.find(tx, identityId(token)).orElseThrow(() -> new GuardRefusal(INVALID));
            refuseBarred(identity);
            if (!executions.isLive(tx, execution)) {
                throw new GuardRefusal(INVALID);
            }
            var refs = texts(token.metadata().path("permission_set_refs"));
            var sets = permissions.byRefs(
                    tx,
                    identity.tenant(),
                    refs.stream().filter(ref -> !ref.equals("standard")).toList());
            var all = new ArrayList<Grant>();
            for (var set : sets) {
                all.addAll(StoredGrants.read(set.ref(), set.grants()));
            }
            boolean standard = refs.contains("standard");
            if (sets.size() + (standard ? 1 : 0) < refs.size()) {
                throw AttuneException.forbidden("A permission set of this run does not exist any more");
            }
            if (standard) {
                all.addAll(standardGrants(token.metadata()));
            }
            return caller(identity, new Credential.Run(new ExecutionId(execution)), GrantSet.of(all, identity));
        });
    }

    private Caller service(VerifiedToken token) {
        var found = remembered(new Session(identityId(token), null));
        refuseBarred(found.identity());
        if (token.issuedAt().isBefore(found.identity().tokensValidFrom())) {
            throw new GuardRefusal(INVALID);
        }
        var worker = token.metadata().path("worker_id");
        var credential = token.kind() == TokenKind.SENSOR
                ? new Credential.Sensor(token.login(), texts(token.metadata().path("trigger_types")))
                : new Credential.Worker(worker.isIntegralNumber() ? worker.asLong() : null);
        return caller(found.identity(), credential, GrantSet.NONE);
    }

    private Caller enrolledWorker(String enrolmentToken) {
        return transactions.engine(tx -> {
            var enrolment = enrolments
                    .use(tx, WorkerEnrolment.hash(enrolmentToken), clock.instant())
                    .orElseThrow(() -> new GuardRefusal(INVALID));
            var system = identities
                    .find(tx, IdentityStore.SYSTEM)
                    .orElseThrow(() -> new IllegalStateException("the identity of the platform is missing"));
            return new Caller(
                    system.id(),
                    "worker:" + enrolment.label(),
                    system.tenant(),
                    false,
                    new Credential.Worker(null),
                    GrantSet.NONE);
        });
    }

    private static void refuseBarred(Identity identity) {
        if (identity.isBarred()) {
            throw AttuneException.forbidden("This identity is frozen");
        }
    }

    private static Caller caller(Identity identity, Credential credential, GrantSet grants) {
        // A run never acts as operator: its authority is exactly its permission sets.
        boolean operator = identity.operator() && credential instanceof Credential.Session;
        return new Caller(identity.id(), identity.login(), identity.tenant(), operator, credential, grants);
    }

    private static GrantSet grants(Identity identity, List<StoredPermissionSet> sets) {
        var all = new ArrayList<Grant>();
        for (var set : sets) {
            all.addAll(StoredGrants.read(set.ref(), set.grants()));
        }
        return GrantSet.of(all, identity);
    }

    /** What {@code standard} stands for: keys and artifacts of the run's action and pack. */
    private static List<Grant> standardGrants(JsonNode metadata) {
        var actions = texts(metadata.path("standard_access_action_refs"));
        var packs = texts(metadata.path("standard_access_pack_refs"));
        var grants = new ArrayList<Grant>();
        for (var owner : Map.of("action", actions, "pack", packs).entrySet()) {
            if (!owner.getValue().isEmpty()) {
                var constraints = new Grant.Constraints(
                        null, null, List.of(owner.getKey()), owner.getValue(), null, null, null, null, null, null);
                grants.add(new Grant("keys", List.of("read", "decrypt"), constraints));
                grants.add(new Grant("artifacts", List.of("read", "create", "update", "delete"), constraints));
            }
        }
        return grants;
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
