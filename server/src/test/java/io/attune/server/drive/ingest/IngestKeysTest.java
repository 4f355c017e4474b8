package io.attune.server.drive.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.key.KeyOwner;
import io.attune.store.TenantScope;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.store.key.KeyStore;
import io.attune.store.key.NewKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rules that read keys (expressions.md §3.1, §4.1): those of their pack and of their tenant, and no others. */
class IngestKeysTest {
    private static IngestFixture fixture;

    @BeforeAll
    static void open() {
        fixture = new IngestFixture();
        var pack = new KeyOwner.Pack(new PackId(fixture.id("select id from pack where ref = 'p'")), "p");
        var otherPack = fixture.id(
                "insert into pack (tenant_id, ref, label, version) values (?, 'q', 'Q', '1.0.0') returning id",
                fixture.tenant);
        key(fixture.tenant, "limit", new KeyOwner.Tenant(), "5", false, null);
        key(fixture.tenant, "p.api", pack, "{\"url\": \"http://api\", \"pin\": 47114711471147}", true, null);
        key(fixture.tenant, "p.gone", pack, "\"gone\"", false, Instant.EPOCH);
        key(fixture.tenant, "q.other", new KeyOwner.Pack(new PackId(otherPack), "q"), "\"other\"", false, null);
        key(fixture.otherTenant, "foreign", new KeyOwner.Tenant(), "\"foreign\"", false, null);
        var _ = fixture.action("p.call", """
                {"url": {"type": "string"}, "pin": {"type": "integer", "secret": true}, "limit": {"type": "integer"}}
                """);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static void key(
            long tenant, String ref, KeyOwner owner, String value, boolean encrypted, @Nullable Instant expires) {
        var name = ref.substring(ref.indexOf('.') + 1);
        var key = new NewKey(ref, owner, name, IngestFixture.json(value), encrypted, expires);
        var scope = new TenantScope(new TenantId(tenant), false);
        var stored = fixture.transactions.engine(tx -> new KeyStore(fixture.box).insert(tx, scope, key));
        assertThat(stored).isPresent();
    }

    private static List<String> fired(CatalogTrigger trigger) {
        var event = fixture.submit(trigger, "{\"value\": 6}").id();
        return fixture.texts("select rule_ref from enforcement where event_id = " + event + " order by 1");
    }

    @Test
    void conditionsSeeTheKeysOfTheirPackAndTenantAlone() {
        var trigger = fixture.trigger("p.seen");
        condition("p.seen", "p.above", "trigger.data.value > datastore.limit");
        condition("p.seen", "p.below", "trigger.data.value < keystore.limit");
        condition("p.seen", "p.mine", "keystore.p.api.url == 'http://api' and keystore.api.pin == 47114711471147");
        condition("p.seen", "p.read", "kv.get('p.api').pin == kv.get_secret('p.api').pin");
        condition("p.seen", "p.default", "kv.get('absent', default=4) == 4 and kv.get('absent', 3) == 3");
        condition("p.seen", "p.gone", "keystore.p.gone is not defined and keystore.gone is not defined");
        condition("p.seen", "p.others", "keystore.q.other or keystore.other or kv.get('q.other')");
        condition("p.seen", "p.foreign", "keystore.foreign or kv.get('foreign')");

        assertThat(fired(trigger)).containsExactly("p.above", "p.default", "p.gone", "p.mine", "p.read");
    }

    private static void condition(String trigger, String ref, String criteria) {
        var _ = fixture.rule(ref, trigger, "{\"expression\": \"" + criteria + "\"}", "{}", "p.call", fixture.tenant);
    }

    @Test
    void valuesOfEncryptedKeysBecomeMarkersAndKeepTheirType() {
        var trigger = fixture.trigger("p.filled");
        var _ = fixture.rule(
                "p.filled",
                "p.filled",
                "{}",
                "{\"pin\": \"{{ keystore.api.pin }}\", \"limit\": \"{{ keystore.limit }}\"}",
                "p.call",
                fixture.tenant);

        var event = fixture.submit(trigger, "{}").id();

        assertThat(fixture.count("""
                        execution join enforcement on enforcement.id = execution.enforcement_id
                        where event_id = ? and execution.status = 'requested'
                            and execution.config = '{"pin": {"$attune_secret": true, "redacted": true}, "limit": 5}'
                        """, event.value())).isEqualTo(1);
        assertThat(fixture.texts("""
                        select distinct source_kind || ' ' || source_ref from execution_secret_value
                        join enforcement on enforcement.id = entity_id and entity_type = 'enforcement_config'
                        where event_id = %s
                        """.formatted(event))).containsExactly("keystore p.api");
        assertThat(fixture.tablesHolding("47114711471147")).isEmpty();
    }

    @Test
    void anEncryptedKeyForAParameterThatIsSeenFailsItsRun() {
        var trigger = fixture.trigger("p.shown");
        var _ = fixture.rule(
                "p.shown", "p.shown", "{}", "{\"url\": \"{{ kv.get('p.api').url }}\"}", "p.call", fixture.tenant);

        var event = fixture.submit(trigger, "{}").id();

        assertThat(errors(event.value()))
                .singleElement()
                .asString()
                .startsWith("Parameter 'url' would get its value from the encrypted key 'p.api'");
    }

    @Test
    void aKeyThatDoesNotOpenFailsTheRulesThatReadItAndNoOther() {
        var trigger = fixture.trigger("p.broken");
        var pack = fixture.id(
                "insert into pack (tenant_id, ref, label, version) values (?, 'b', 'B', '1.0.0') returning id",
                fixture.tenant);
        key(fixture.tenant, "b.broken", new KeyOwner.Pack(new PackId(pack), "b"), "1", true, null);
        fixture.execute("update key set sealed = left(sealed, -4) || 'AAAA' where ref = 'b.broken'");
        condition("p.broken", "p.asks", "keystore.broken == 1");
        var _ = fixture.rule(
                "p.fills", "p.broken", "{}", "{\"limit\": \"{{ keystore.broken }}\"}", "p.call", fixture.tenant);
        condition("p.broken", "p.fine", "true");
        fixture.execute("update rule set pack_id = ? where ref in ('p.asks', 'p.fills', 'p.fine')", pack);

        var event = fixture.submit(trigger, "{}").id();

        assertThat(fixture.texts("select rule_ref || ': ' || message from evaluation_error where event_id = " + event))
                .singleElement()
                .asString()
                .startsWith("p.asks: ")
                .contains("A key cannot be decrypted");
        assertThat(errors(event.value())).singleElement().asString().startsWith("A key cannot be decrypted");
        assertThat(fixture.count(
                        "execution where rule_ref = 'p.fine' and status = 'requested' and trigger_ref = 'p.broken'"))
                .isEqualTo(1);
    }

    private static List<String> errors(long event) {
        return fixture.texts("""
                select execution.result ->> 'error' from execution join enforcement on enforcement.id = execution.enforcement_id
                where event_id = %d and execution.status = 'failed'
                """.formatted(event));
    }
}
