package io.attune.store.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.identity.IntegrationTokenStore.NewIntegrationToken;
import io.attune.store.identity.RefreshTokenStore.Family;
import io.attune.store.permission.PermissionStore;
import io.attune.store.tenant.TenantStore;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database lets an administrator do with identities, whatever the code asks it for (SEC-9, design.md D16). */
class IdentityWallTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestDatabase database;

    private final IdentityStore identities = new IdentityStore();
    private final IntegrationTokenStore tokens = new IntegrationTokenStore();
    private final RefreshTokenStore sessions = new RefreshTokenStore();
    private final PermissionStore permissions = new PermissionStore();
    private final AuthorityStore authorities = new AuthorityStore();
    private final Transactions transactions = database.transactions();
    private final TenantId red = tenant();
    private final TenantId blue = tenant();
    private final TenantScope admin = new TenantScope(red, false);

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void administratorsDoAllTheirWorkInTheirTenant() {
        var ann = transactions.tenant(
                admin, tx -> identities.find(tx, insert(tx, red, false)).orElseThrow());
        session(ann);

        transactions.tenantTask(admin, tx -> {
            identities.rename(tx, ann.id(), "Ann");
            identities.changeAttributes(tx, ann.id(), NullNode.getInstance());
            identities.changePassword(tx, ann.id(), "$argon2id$", NOW);
            identities.setFrozen(tx, ann.id(), true, NOW);
            sessions.revokeAll(tx, ann.id(), NOW);
            long role = permissions.addRole(tx, red, ann.id(), "ops").orElseThrow();
            long set = set(tx);
            long assignment = permissions.assign(tx, red, ann.id(), set).orElseThrow();
            long token = tokens.insert(tx, token(red, ann.id()));
            tokens.revoke(tx, token, ann.id(), "leaked", NOW);

            assertThat(identities.list(tx, admin, 0, 10)).singleElement().satisfies(found -> {
                assertThat(found.displayName()).isEqualTo("Ann");
                assertThat(found.hasPassword()).isTrue();
                assertThat(found.frozen()).isTrue();
            });
            assertThat(identities.count(tx, admin)).isEqualTo(1);
            assertThat(authorities.find(tx, ann.id()).orElseThrow().sets()).hasSize(1);
            assertThat(tokens.list(tx, ann.id()))
                    .singleElement()
                    .satisfies(found -> assertThat(found.revocationReason()).isEqualTo("leaked"));

            tokens.delete(tx, token);
            assertThat(permissions.unassign(tx, assignment)).isTrue();
            assertThat(permissions.removeRole(tx, role)).isTrue();
            assertThat(identities.delete(tx, ann.id())).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select password_hash from identity",
                "select count(*) from identity where password_hash like '$argon2id$%'",
                "select token_hash from integration_token",
                "select id from refresh_token",
                "update identity set operator = true",
                "update identity set login = 'root'",
                "update refresh_token set revoked_at = null, expires_at = 'infinity'"
            })
    void whatLetsSomebodyInIsNotForTheApi(String statement) {
        identity(red, false);

        assertThatThrownBy(() -> transactions.tenantTask(
                        new TenantScope(red, true), tx -> tx.sql().execute(statement)))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("permission denied");
    }

    @Test
    void somebodyElsesIdentityIsGivenNothing() {
        var foreign = identity(blue, false);

        assertRefused(tx -> tokens.insert(tx, token(red, foreign.id())));
        assertRefused(tx -> tokens.insert(tx, token(blue, foreign.id())));
        assertRefused(tx -> permissions.addRole(tx, red, foreign.id(), "ops"));
        assertRefused(tx -> permissions.assign(tx, red, foreign.id(), set(tx)));
        assertRefused(tx -> insert(tx, blue, false));
    }

    @Test
    void somebodyElsesIdentityIsNotToBeSeenOrChanged() {
        var foreign = identity(blue, false);
        var family = session(foreign);

        transactions.tenantTask(admin, tx -> {
            assertThat(identities.find(tx, foreign.id())).isEmpty();
            assertThat(identities.findByLogin(tx, foreign.login())).isEmpty();
            assertThat(identities.delete(tx, foreign.id())).isFalse();
            identities.setFrozen(tx, foreign.id(), true, NOW);
            sessions.revokeAll(tx, foreign.id(), NOW);
        });

        var left = transactions
                .engine(tx -> authorities.find(tx, foreign.id(), family, NOW))
                .orElseThrow();
        assertThat(left.identity()).isEqualTo(foreign);
        assertThat(left.sessionLives()).isTrue();
    }

    @Test
    void administratorsNeitherMakeNorChangeOperators() {
        var operator = identity(red, true);
        var session = session(operator);

        assertRefused(tx -> insert(tx, red, true));
        assertRefused(tx -> tokens.insert(tx, token(red, operator.id())));
        assertRefused(tx -> permissions.addRole(tx, red, operator.id(), "ops"));
        transactions.tenantTask(admin, tx -> {
            assertThat(identities.find(tx, operator.id())).contains(operator);
            identities.changePassword(tx, operator.id(), "$argon2id$", NOW);
            sessions.revokeAll(tx, operator.id(), NOW);
            assertThat(identities.delete(tx, operator.id())).isFalse();
        });

        var left = transactions
                .engine(tx -> authorities.find(tx, operator.id(), session, NOW))
                .orElseThrow();
        assertThat(left.identity()).isEqualTo(operator);
        assertThat(left.sessionLives()).isTrue();
    }

    private void assertRefused(Transactions.Task change) {
        assertThatThrownBy(() -> transactions.tenantTask(admin, change))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("row-level security");
    }

    private Identity identity(TenantId tenant, boolean operator) {
        return transactions.engine(
                tx -> identities.find(tx, insert(tx, tenant, operator)).orElseThrow());
    }

    private IdentityId insert(Tx tx, TenantId tenant, boolean operator) {
        var login = "ann" + NUMBER.incrementAndGet();
        return identities
                .insert(tx, new NewIdentity(tenant, login, null, "$argon2id$", NullNode.getInstance(), operator))
                .orElseThrow();
    }

    private UUID session(Identity identity) {
        var family = UUID.randomUUID();
        transactions.engineTask(tx ->
                sessions.insert(tx, UUID.randomUUID(), identity, new Family(family, null), NOW, NOW.plusSeconds(60)));
        return family;
    }

    private static NewIntegrationToken token(TenantId tenant, IdentityId identity) {
        return new NewIntegrationToken(
                tenant,
                identity,
                "test",
                null,
                "hash" + NUMBER.incrementAndGet(),
                "attune_it_12345678",
                "123456",
                identity,
                null);
    }

    private long set(Tx tx) {
        return tx.sql()
                .fetchSingle(
                        "insert into permission_set (tenant_id, ref) values (?, ?) returning id",
                        red.value(),
                        "s" + NUMBER.incrementAndGet() + ".set")
                .get(0, Long.class);
    }

    private TenantId tenant() {
        var ref = "tenant" + NUMBER.incrementAndGet();
        return transactions.engine(tx -> new TenantStore().insert(tx, ref, ref)).orElseThrow();
    }
}
