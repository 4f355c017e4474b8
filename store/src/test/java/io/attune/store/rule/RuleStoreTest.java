package io.attune.store.rule;

import static io.attune.store.component.CatalogFixture.aRule;
import static io.attune.store.component.CatalogFixture.anAction;
import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.MisfirePolicy;
import io.attune.model.catalog.Rule;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.catalog.TriggerSettings;
import io.attune.store.TestDatabase;
import io.attune.store.action.ActionStore;
import io.attune.store.component.CatalogFixture.Team;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.Slice;
import io.attune.store.trigger.TriggerStore;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RuleStoreTest {
    private static final Slice ALL = new Slice(0, 100);
    private static TestDatabase database;

    private final RuleStore rules = new RuleStore();
    private final ActionStore actions = new ActionStore();
    private final TriggerStore triggers = new TriggerStore();

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @Test
    void aRuleReadsBackAsItWasWritten() {
        var team = team(database, "writers");
        var json = JsonNodeFactory.instance;
        var settings = new RuleSettings(
                "On error",
                "Tells somebody",
                null,
                "core.echo",
                null,
                "core.webhook",
                json.objectNode().put("expression", "payload.level == 'error'"),
                json.objectNode().put("message", "{{ payload.text }}"),
                json.objectNode(),
                List.of(),
                MisfirePolicy.FIRE_ONCE,
                true,
                false);

        var rule = insert(team, "on_error", settings);

        assertThat(rule.settings()).isEqualTo(settings);
        assertThat(rule.component().adhoc()).isTrue();
    }

    @Test
    void aRuleOutlivesItsActionAndTrigger() {
        var team = team(database, "survivors");
        database.transactions().tenantTask(team.scope(), tx -> {
            var json = JsonNodeFactory.instance;
            var action =
                    actions.insert(tx, team.component("act"), anAction("Act")).orElseThrow();
            var trigger = triggers.insert(
                            tx,
                            team.component("hit"),
                            new TriggerSettings("Hit", null, true, null, null, false),
                            json.objectNode())
                    .orElseThrow();
            var base = aRule("survivors.hit", "survivors.act");
            var settings = new RuleSettings(
                    base.label(),
                    null,
                    action,
                    base.actionRef(),
                    trigger,
                    base.triggerRef(),
                    base.conditions(),
                    base.actionParams(),
                    base.triggerParams(),
                    null,
                    null,
                    false,
                    true);
            var rule = rules.insert(tx, team.component("rule"), settings).orElseThrow();
            assertThat(rules.pageOfAction(tx, team.scope(), ComponentFilter.ALL, action, ALL)
                            .items())
                    .extracting(Rule::id)
                    .containsExactly(rule);
            assertThat(rules.pageOfTrigger(tx, team.scope(), ComponentFilter.ALL, trigger, ALL)
                            .total())
                    .isEqualTo(1);

            actions.delete(tx, team.scope(), action);
            triggers.delete(tx, team.scope(), trigger);

            var left = rules.find(tx, team.scope(), rule).orElseThrow().settings();
            assertThat(left.action()).isNull();
            assertThat(left.trigger()).isNull();
            assertThat(left.actionRef()).isEqualTo("survivors.act");
            assertThat(left.triggerRef()).isEqualTo("survivors.hit");
        });
    }

    @Test
    void theFilterOfTheStateLeavesDisabledRulesOut() {
        var team = team(database, "states");
        insert(team, "awake", aRule("core.webhook", "core.echo"));
        insert(team, "asleep", aRule("core.webhook", "core.echo").withEnabled(false));

        var page = database.transactions()
                .tenant(
                        team.scope(),
                        tx -> rules.page(
                                tx,
                                team.scope(),
                                ComponentFilter.ofPack("states").withEnabled(true),
                                ALL));

        assertThat(page.items()).extracting(Rule::ref).containsExactly("states.awake");
        assertThat(page.total()).isEqualTo(1);
    }

    private Rule insert(Team team, String name, RuleSettings settings) {
        return database.transactions().tenant(team.scope(), tx -> {
            var id = rules.insert(tx, team.component(name), settings).orElseThrow();
            return rules.find(tx, team.scope(), id).orElseThrow();
        });
    }
}
