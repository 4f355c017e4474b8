package io.attune.store.trigger;

import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.TriggerSettings;
import io.attune.model.catalog.WebhookKey;
import io.attune.store.TestDatabase;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.Slice;
import io.attune.store.sensor.SensorStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TriggerStoreTest {
    private static TestDatabase database;

    private final TriggerStore triggers = new TriggerStore();
    private final SensorStore sensors = new SensorStore();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void closingTheWebhookErasesTheKeyAndKeepsTheConfiguration() {
        var team = team(database, "hooks");
        var config = JsonNodeFactory.instance.objectNode().put("payload_size_limit_kb", 4);
        var key = new WebhookKey("hash of a key", "v2:1:sealed");
        database.transactions().tenantTask(team.scope(), tx -> {
            var id = triggers.insert(
                            tx,
                            team.component("hit"),
                            new TriggerSettings("Hit", null, true, null, null, false),
                            config)
                    .orElseThrow();

            assertThat(triggers.setWebhookKey(tx, team.scope(), id, key)).isTrue();
            assertThat(triggers.find(tx, team.scope(), id).orElseThrow().webhookKey())
                    .isEqualTo(key);

            triggers.setWebhookKey(tx, team.scope(), id, null);
            var closed = triggers.find(tx, team.scope(), id).orElseThrow();
            assertThat(closed.webhookEnabled()).isFalse();
            assertThat(closed.webhookKey()).isNull();
            assertThat(closed.webhookConfig()).isEqualTo(config);
        });
    }

    @Test
    void theSensorsOfATriggerAreThoseThatEmitIt() {
        var team = team(database, "eyes");
        database.transactions().tenantTask(team.scope(), tx -> {
            var hit = triggers.insert(
                            tx,
                            team.component("hit"),
                            new TriggerSettings("Hit", null, true, null, null, false),
                            JsonNodeFactory.instance.objectNode())
                    .orElseThrow();
            tx.sql()
                    .execute(
                            """
                    insert into sensor (tenant_id, ref, label, entrypoint, trigger_types)
                    values (?, 'eyes.watch', 'Watch', 'w', '{eyes.hit,eyes.miss}'), (?, 'eyes.other', 'Other', 'o', '{}')""",
                            team.scope().tenant().value(),
                            team.scope().tenant().value());

            var watching = sensors.pageOfTrigger(tx, team.scope(), ComponentFilter.ALL, "eyes.hit", new Slice(0, 10));

            assertThat(watching.total()).isEqualTo(1);
            assertThat(watching.items().getFirst().component().ref()).isEqualTo("eyes.watch");
            assertThat(watching.items().getFirst().firstTrigger()).isEqualTo(hit);
            assertThat(sensors.find(tx, team.scope(), "eyes.other")
                            .orElseThrow()
                            .firstTrigger())
                    .isNull();
        });
    }
}
