package io.attune.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwner;
import io.attune.model.key.KeyOwnerType;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.encryption.SecretBox;
import io.attune.store.key.AmbientKeyStore.AmbientKey;
import io.attune.store.key.AmbientKeyStore.Wanted;
import io.attune.store.key.KeyOwnerStore.Reference;
import io.attune.store.key.KeyStore.KeyFilter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** security.md §3.4, §4.2; FIX-29, FIX-30; packs.md §6.3. */
class KeyStoreTest {
    private static final KeyFilter ALL = new KeyFilter(null, null);
    private static final Instant PAST = Instant.parse("2020-01-01T00:00:00Z");

    private static TestDatabase database;

    private final SecretBox box = MemoryDataKeys.box();
    private final KeyStore keys = new KeyStore(box);
    private final KeyOwnerStore owners = new KeyOwnerStore();
    private final AmbientKeyStore ambient = new AmbientKeyStore(box);

    private TenantScope scope = new TenantScope(new TenantId(0), false);
    private TenantScope other = scope;
    private KeyOwner.Pack pack = new KeyOwner.Pack(new PackId(0), "");
    private KeyOwner.Action action = new KeyOwner.Action(new ActionId(0), "");
    private KeyOwner.Identity identity = new KeyOwner.Identity(new IdentityId(0));

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void makeOwners() {
        scope = tenant();
        other = tenant();
        transactions().engineTask(tx -> {
            var ref = "p" + scope.tenant();
            pack = new KeyOwner.Pack(
                    new PackId(id(
                            tx, "insert into pack (tenant_id, ref, label, version) values (?, ?, 'P', '1.0.0')", ref)),
                    ref);
            action = new KeyOwner.Action(
                    new ActionId(id(
                            tx,
                            "insert into action (tenant_id, ref, pack_id, pack_ref, label, entrypoint) values (?, ?, "
                                    + pack.id() + ", '" + ref + "', 'A', 'a.sh')",
                            ref + ".act")),
                    ref + ".act");
            identity = new KeyOwner.Identity(
                    new IdentityId(id(tx, "insert into identity (tenant_id, login) values (?, ?)", "login" + ref)));
        });
    }

    private TenantScope tenant() {
        return transactions()
                .engine(tx -> new TenantScope(
                        new TenantId(tx.sql()
                                .fetchSingle(
                                        "insert into tenant (ref, label) values (gen_random_uuid()::text, 'T') returning id")
                                .get(0, Long.class)),
                        false));
    }

    private long id(Tx tx, String insert, String ref) {
        return tx.sql()
                .fetchSingle(insert + " returning id", scope.tenant().value(), ref)
                .get(0, Long.class);
    }

    @Test
    void aKeyIsFoundWithItsOwnerAndItsValueWhichIsStoredSealed() {
        var value = JsonNodeFactory.instance.objectNode().put("deep", "hunter2").put("n", 3);
        var made = insert(key("a.b", action, "B", value));

        assertThat(find("a.b")).contains(made);
        assertThat(made.owner()).isEqualTo(action);
        assertThat(value(made)).isEqualTo(value);
        String stored = transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle(
                                "select key::text from key where id = ?",
                                made.id().value())
                        .get(0, String.class));
        assertThat(stored).contains("v2:").doesNotContain("hunter2");
    }

    @Test
    void refsAreUniquePerTenantAndNamesPerOwner() {
        var _ = insert(key("a", new KeyOwner.Tenant(), "n", text("1")));

        assertThat(tryInsert(scope, key("a", pack, "other", text("2")))).isEmpty();
        assertThat(tryInsert(scope, key("b", new KeyOwner.Tenant(), "n", text("2"))))
                .isEmpty();
        assertThat(tryInsert(scope, key("b", pack, "n", text("2")))).isPresent();
        assertThat(tryInsert(other, key("a", new KeyOwner.Tenant(), "n", text("2"))))
                .isPresent();
    }

    @Test
    void anExpiredKeyIsAbsentAndItsRefAndNameAreFree() {
        var _ = insert(expired("gone", pack, "n"));

        assertThat(find("gone")).isEmpty();
        assertThat(one(tx -> keys.lock(tx, scope, "gone"))).isEmpty();
        assertThat(many(tx -> keys.list(tx, scope, ALL))).isEmpty();
        assertThat(many(tx -> keys.refsOf(tx, pack, null))).isEmpty();
        assertThat(applicable(null)).isEmpty();
        assertThat(tryInsert(scope, key("gone", new KeyOwner.Tenant(), "m", text("2"))))
                .isPresent();
        var _ = insert(expired("old", pack, "n"));
        assertThat(tryInsert(scope, key("new", pack, "n", text("2")))).isPresent();
    }

    @Test
    void theSweepRemovesExpiredKeysAndNoOthers() {
        var _ = insert(expired("gone", pack, "n"));
        var _ = insert(key("stays", pack, "m", text("1")));

        while (transactions().engine(tx -> keys.removeExpired(tx, 1)) > 0) {
            // the next one
        }

        assertThat(rows()).isEqualTo(1);
        assertThat(find("stays")).isPresent();
    }

    @Test
    void aChangeSealsTheValueAnewAndRespectsNames() {
        var made = insert(key("a", pack, "n", text("one")));
        var _ = insert(key("b", pack, "taken", text("1")));
        var before = sealed(made);

        var changed = one(tx -> keys.update(tx, scope, made, new NewKey("a", pack, "m", text("one"), true, null)));

        assertThat(changed).isPresent();
        assertThat(changed.get().name()).isEqualTo("m");
        assertThat(changed.get().encrypted()).isTrue();
        assertThat(sealed(made)).isNotEqualTo(before);
        assertThat(value(made)).isEqualTo(text("one"));
        assertThat(one(tx -> keys.update(tx, scope, made, new NewKey("a", pack, "taken", text("two"), true, null))))
                .isEmpty();
    }

    @Test
    void aListIsByRefAndFiltersByOwner() {
        var _ = insert(key("z", new KeyOwner.Tenant(), "z", text("1")));
        var _ = insert(key("a", pack, "a", text("1")));
        var _ = insert(key("m", identity, "m", text("1")));

        assertThat(refs(ALL)).containsExactly("a", "m", "z");
        assertThat(refs(new KeyFilter(KeyOwnerType.PACK, null))).containsExactly("a");
        assertThat(refs(new KeyFilter(null, identity.text()))).containsExactly("m");
        assertThat(refs(new KeyFilter(null, "system"))).containsExactly("z");
    }

    @Test
    void anotherTenantSeesNothingEvenWithoutAnyFilter() {
        var made = insert(key("a", pack, "a", text("1")));

        assertThat(transactions().<Optional<Key>>tenant(other, tx -> keys.find(tx, other, "a")))
                .isEmpty();
        assertThat(transactions().<List<String>>tenant(other, tx -> keys.refsOf(tx, pack, null)))
                .isEmpty();
        int touched = transactions()
                .tenant(
                        new TenantScope(other.tenant(), true),
                        tx -> tx.sql().execute("update key set name = 'mine' where id = " + made.id()));
        assertThat(touched).isZero();
    }

    @Test
    void ownersAreFoundByIdOrRefAndOnlyWhereTheyAreSeen() {
        assertThat(owner(scope, new Reference(KeyOwnerType.PACK, null, pack.packRef())))
                .contains(pack);
        assertThat(owner(scope, new Reference(KeyOwnerType.PACK, pack.id(), null)))
                .contains(pack);
        assertThat(owner(scope, new Reference(KeyOwnerType.ACTION, action.id(), action.ref())))
                .contains(action);
        assertThat(owner(scope, new Reference(KeyOwnerType.IDENTITY, identity.id(), null)))
                .contains(identity);

        assertThat(owner(scope, new Reference(KeyOwnerType.PACK, pack.id(), "another")))
                .isEmpty();
        assertThat(owner(scope, new Reference(KeyOwnerType.SENSOR, null, "no.thing")))
                .isEmpty();
        assertThat(owner(other, new Reference(KeyOwnerType.PACK, pack.id(), null)))
                .isEmpty();
        assertThat(owner(other, new Reference(KeyOwnerType.IDENTITY, identity.id(), null)))
                .isEmpty();
        assertThat(owner(scope, new Reference(KeyOwnerType.IDENTITY, 1L, null)))
                .as("the platform itself")
                .isEmpty();
    }

    @Test
    void packsAndIdentitiesAreHeldByTheirKeysAndActionsTakeTheirsAlong() {
        var _ = insert(key("p", pack, "n", text("1")));
        var _ = insert(key("a", action, "n", text("1")));
        var _ = insert(key("i", identity, "n", text("1")));

        assertThatThrownBy(() -> delete("pack", pack.id())).isInstanceOf(DataAccessException.class);
        assertThatThrownBy(() -> delete("identity", identity.id())).isInstanceOf(DataAccessException.class);
        assertThat(many(tx -> keys.refsOf(tx, pack, scope.tenant()))).containsExactly("p");
        assertThat(many(tx -> keys.removeOf(tx, pack))).extracting(Key::ref).containsExactly("p");
        delete("pack", pack.id());

        assertThat(refs(ALL)).containsExactly("i");
    }

    @Test
    void theTableRefusesAnOwnerThatDoesNotFitItsType() {
        for (var columns : List.of(
                "owner_type, owner_pack, owner_pack_ref) values ('system', " + pack.id() + ", 'p'",
                "owner_type) values ('pack'",
                "owner_type, owner_identity) values ('pack', " + identity.id(),
                "owner_type) values ('nobody'")) {
            assertThatThrownBy(() -> transactions()
                            .engineTask(tx -> tx.sql()
                                    .execute("insert into key (tenant_id, ref, name, sealed, " + columns
                                            + ")"
                                                    .replace(
                                                            "values (",
                                                            "select " + scope.tenant() + ", 'r', 'n', 's', ")
                                                    .replaceAll("\\)$", ""))))
                    .as(columns)
                    .isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void aRunGetsTheDeclaredKeysOfItsTenantPackAndAction() {
        var _ = insert(key("s1", new KeyOwner.Tenant(), "url", text("system")));
        var _ = insert(key("p1", pack, "url", text("pack")));
        var _ = insert(new NewKey("a1", action, "url", text("action"), true, null));
        var _ = insert(key("s2", new KeyOwner.Tenant(), "other", text("system")));
        var _ = insert(key("i1", identity, "url", text("mine")));

        assertThat(applicable(List.of("url", "missing")))
                .extracting(AmbientKey::ownerType, key -> key.value().asText(), AmbientKey::encrypted)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(KeyOwnerType.ACTION, "action", true),
                        org.assertj.core.groups.Tuple.tuple(KeyOwnerType.PACK, "pack", false),
                        org.assertj.core.groups.Tuple.tuple(KeyOwnerType.SYSTEM, "system", false));
        assertThat(applicable(List.of())).isEmpty();
    }

    @Test
    void anActionThatDeclaresNothingGetsTheKeysOfItsPackAndItself() {
        var _ = insert(key("s", new KeyOwner.Tenant(), "s", text("1")));
        var _ = insert(key("p", pack, "p", text("1")));
        var _ = insert(key("a", action, "a", text("1")));

        assertThat(applicable(null)).extracting(AmbientKey::name).containsExactly("a", "p");
    }

    @Test
    void manyRunsAreServedInOrderAndNoneGetsKeysOfAnotherTenant() {
        var _ = insert(key("s", new KeyOwner.Tenant(), "url", text("ours")));
        transactions().tenantTask(other, tx -> {
            var _ = keys.insert(tx, other, key("s", new KeyOwner.Tenant(), "url", text("theirs")))
                    .orElseThrow();
        });

        var answers = transactions()
                .engine(tx -> ambient.list(
                        tx,
                        List.of(
                                new Wanted(other.tenant(), null, null, List.of("url")),
                                new Wanted(scope.tenant(), pack(), null, List.of("nothing")),
                                new Wanted(scope.tenant(), pack(), actionId(), List.of("url")))));

        assertThat(answers).hasSize(3);
        assertThat(answers.get(0)).extracting(key -> key.value().asText()).containsExactly("theirs");
        assertThat(answers.get(1)).isEmpty();
        assertThat(answers.get(2)).extracting(key -> key.value().asText()).containsExactly("ours");
        assertThat(transactions().<List<?>>engine(tx -> ambient.list(tx, List.of())))
                .isEmpty();
    }

    private List<AmbientKey> applicable(@Nullable List<String> names) {
        return transactions()
                .engine(tx -> ambient.list(tx, List.of(new Wanted(scope.tenant(), pack(), actionId(), names))))
                .getFirst();
    }

    private PackId pack() {
        return pack.pack();
    }

    private ActionId actionId() {
        return action.action();
    }

    private Optional<KeyOwner> owner(TenantScope of, Reference reference) {
        return transactions().tenant(of, tx -> owners.find(tx, of, reference));
    }

    private static NewKey key(String ref, KeyOwner owner, String name, JsonNode value) {
        return new NewKey(ref, owner, name, value, false, null);
    }

    private static NewKey expired(String ref, KeyOwner owner, String name) {
        return new NewKey(ref, owner, name, text("gone"), false, PAST);
    }

    private static JsonNode text(String text) {
        return JsonNodeFactory.instance.textNode(text);
    }

    private Key insert(NewKey key) {
        return tryInsert(scope, key).orElseThrow();
    }

    private Optional<Key> tryInsert(TenantScope as, NewKey key) {
        return transactions().tenant(as, tx -> keys.insert(tx, as, key));
    }

    private Optional<Key> find(String ref) {
        return one(tx -> keys.find(tx, scope, ref));
    }

    private List<String> refs(KeyFilter filter) {
        return many(tx -> keys.list(tx, scope, filter)).stream().map(Key::ref).toList();
    }

    private String sealed(Key key) {
        return transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle(
                                "select sealed from key where id = ?", key.id().value())
                        .get(0, String.class));
    }

    private long rows() {
        return transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle(
                                "select count(*) from key where tenant_id = ?",
                                scope.tenant().value())
                        .get(0, Long.class));
    }

    private void delete(String table, @Nullable Long id) {
        transactions().engineTask(tx -> tx.sql().execute("delete from " + table + " where id = ?", id));
    }

    private JsonNode value(Key key) {
        return transactions().tenant(scope, tx -> keys.value(tx, scope, key));
    }

    private <T> Optional<T> one(Transactions.Work<Optional<T>> work) {
        return transactions().tenant(scope, work);
    }

    private <T> List<T> many(Transactions.Work<List<T>> work) {
        return transactions().tenant(scope, work);
    }

    private static Transactions transactions() {
        return database.transactions();
    }
}
