package io.attune.store.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.identity.IntegrationTokenStore.NewIntegrationToken;
import io.attune.store.identity.RefreshTokenStore.Family;
import io.attune.store.identity.RefreshTokenStore.Use;
import io.attune.store.permission.PermissionStore;
import io.attune.store.tenant.TenantStore;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What decides, for each request, whether a session lives and what it may do (SEC-3). */
class SessionStoresTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestDatabase database;

    private final IdentityStore identities = new IdentityStore();
    private final TenantStore tenants = new TenantStore();
    private final RefreshTokenStore refreshTokens = new RefreshTokenStore();
    private final IntegrationTokenStore integrationTokens = new IntegrationTokenStore();
    private final AuthorityStore authorities = new AuthorityStore();
    private final PermissionStore permissions = new PermissionStore();
    private final Transactions transactions = database.transactions();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void aSessionLivesFromItsFirstTokenUntilItIsEnded() {
        var ann = identity(tenant());
        var family = new Family(UUID.randomUUID(), null);
        assertThat(lives(ann, family)).as("nobody began it").isFalse();

        insert(ann, family);
        assertThat(lives(ann, family)).isTrue();
        assertThat(lives(identity(tenant()), family)).as("somebody else's").isFalse();

        transactions.engineTask(tx -> refreshTokens.revokeFamily(tx, family.id(), NOW));
        assertThat(lives(ann, family)).isFalse();
    }

    @Test
    void aTokenUsedTwiceEndsItsSession() {
        var ann = identity(tenant());
        var family = new Family(UUID.randomUUID(), null);
        var first = insert(ann, family);
        var second = insert(ann, family);

        assertThat(use(first)).isEqualTo(Use.USED);
        assertThat(use(first)).isEqualTo(Use.REUSED);

        assertThat(use(second)).isEqualTo(Use.REFUSED);
        assertThat(lives(ann, family)).isFalse();
    }

    @Test
    void aTokenAddedWhileItsSessionEndedIsNoWayBack() {
        var ann = identity(tenant());
        var family = new Family(UUID.randomUUID(), null);
        insert(ann, family);
        transactions.engineTask(tx -> refreshTokens.revokeFamily(tx, family.id(), NOW));

        var late = insert(ann, family);

        assertThat(use(late)).isEqualTo(Use.REFUSED);
        assertThat(lives(ann, family)).isFalse();
    }

    @Test
    void aSessionOfAnIntegrationTokenLivesNoLongerThanThat() {
        var ann = identity(tenant());
        var expiring = token(ann, NOW.plusSeconds(60));
        var revoked = token(ann, null);
        var deleted = token(ann, null);
        var families = new Family[] {
            new Family(UUID.randomUUID(), expiring),
            new Family(UUID.randomUUID(), revoked),
            new Family(UUID.randomUUID(), deleted)
        };
        for (var family : families) {
            insert(ann, family);
            assertThat(lives(ann, family)).isTrue();
        }

        transactions.engineTask(tx -> {
            integrationTokens.revoke(tx, revoked, ann.id(), "leaked", NOW);
            integrationTokens.delete(tx, deleted);
        });

        assertThat(livesAt(ann, families[0], NOW.plusSeconds(60))).isFalse();
        assertThat(lives(ann, families[1])).isFalse();
        assertThat(lives(ann, families[2])).isFalse();
        var listed = transactions.engine(tx -> integrationTokens.list(tx, ann.id()));
        assertThat(listed).extracting(found -> found.isActive(NOW)).containsExactly(false, true);
    }

    @Test
    void oldTokensOfAnIdentityAreForgottenWhenItGetsNewOnes() {
        var ann = identity(tenant());
        var family = new Family(UUID.randomUUID(), null);
        transactions.engineTask(tx -> refreshTokens.insert(
                tx, UUID.randomUUID(), ann, family, NOW.minus(Duration.ofDays(20)), NOW.minus(Duration.ofDays(13))));

        insert(ann, new Family(UUID.randomUUID(), null));

        assertThat(lives(ann, family)).isFalse();
    }

    @Test
    void setsCountWhenGivenDirectlyOrBoundToARoleForTheTenantOrForAll() {
        var red = tenant();
        var blue = tenant();
        var ann = identity(red);
        transactions.engineTask(tx -> {
            permissions.addRole(tx, red, ann.id(), "ops");
            permissions.assign(tx, red, ann.id(), set(red, "direct"));
            permissions.bind(tx, red.value(), set(red, "by-role"), "ops");
            permissions.bind(tx, null, set(null, "for-all"), "ops");
            permissions.bind(tx, blue.value(), set(null, "for-blue"), "ops");
            permissions.bind(tx, null, set(blue, "of-blue"), "ops");
            permissions.bind(tx, red.value(), set(red, "other-role"), "audit");
        });

        var held = transactions
                .engine(tx -> authorities.find(tx, ann.id()))
                .orElseThrow()
                .sets();

        assertThat(held)
                .extracting(set -> set.ref().substring(set.ref().indexOf('.') + 1))
                .containsExactlyInAnyOrder("direct", "by-role", "for-all");
        var brought = transactions.engine(tx -> permissions.byRole(tx, red, "ops"));
        assertThat(brought)
                .extracting(set -> set.ref().substring(set.ref().indexOf('.') + 1))
                .containsExactlyInAnyOrder("by-role", "for-all");
    }

    private long set(@Nullable TenantId tenant, String name) {
        return transactions.engine(tx -> tx.sql()
                .fetchSingle(
                        "insert into permission_set (tenant_id, ref) values (?, ?) returning id",
                        tenant == null ? null : tenant.value(),
                        "s" + NUMBER.incrementAndGet() + "." + name)
                .get(0, Long.class));
    }

    private boolean lives(Identity identity, Family family) {
        return livesAt(identity, family, NOW);
    }

    private boolean livesAt(Identity identity, Family family, Instant at) {
        return transactions
                .engine(tx -> authorities.find(tx, identity.id(), family.id(), at))
                .orElseThrow()
                .sessionLives();
    }

    private UUID insert(Identity identity, Family family) {
        var id = UUID.randomUUID();
        transactions.engineTask(
                tx -> refreshTokens.insert(tx, id, identity, family, NOW, NOW.plus(Duration.ofDays(7))));
        return id;
    }

    private Use use(UUID token) {
        return transactions.engine(tx -> refreshTokens.use(tx, token, NOW));
    }

    private long token(Identity identity, @Nullable Instant expiresAt) {
        return transactions.engine(tx -> integrationTokens.insert(
                tx,
                new NewIntegrationToken(
                        identity.tenant(),
                        identity.id(),
                        "test",
                        null,
                        "hash" + NUMBER.incrementAndGet(),
                        "attune_it_12345678",
                        "123456",
                        identity.id(),
                        expiresAt)));
    }

    private TenantId tenant() {
        var ref = "tenant" + NUMBER.incrementAndGet();
        return transactions.engine(tx -> tenants.insert(tx, ref, ref)).orElseThrow();
    }

    private Identity identity(TenantId tenant) {
        return transactions.engine(tx -> {
            var login = "ann" + NUMBER.incrementAndGet();
            IdentityId id = identities
                    .insert(tx, new NewIdentity(tenant, login, null, null, NullNode.getInstance(), false))
                    .orElseThrow();
            return identities.find(tx, id).orElseThrow();
        });
    }
}
