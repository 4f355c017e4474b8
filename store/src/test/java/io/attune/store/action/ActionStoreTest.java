package io.attune.store.action;

import static io.attune.store.component.CatalogFixture.anAction;
import static io.attune.store.component.CatalogFixture.team;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.catalog.RetryOn;
import io.attune.model.id.ActionId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.component.CatalogFixture.Team;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.Slice;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionStoreTest {
    private static final Slice ALL = new Slice(0, 100);
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestDatabase database;

    private final ActionStore store = new ActionStore();
    private Team red;
    private Team blue;

    @BeforeAll
    static void openDatabase() {
        database = TestDatabase.open();
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
    }

    @BeforeEach
    void makeTeams() {
        red = team(database, "red" + NUMBER.incrementAndGet());
        blue = team(database, "blue" + NUMBER.incrementAndGet());
    }

    @Test
    void anActionReadsBackAsItWasWritten() {
        var json = JsonNodeFactory.instance;
        var settings = new ActionSettings(
                "Deploy",
                "Ships it",
                "deploy.sh",
                null,
                ">=3.12",
                json.objectNode().put("python", "*"),
                new Placement(
                        json.objectNode().put("zone", "a"),
                        json.arrayNode().addObject().put("key", "gpu"),
                        json.objectNode()),
                json.objectNode().set("host", json.objectNode().put("type", "string")),
                null,
                null,
                true,
                List.of("standard"),
                ParameterDelivery.FILE,
                ParameterFormat.YAML,
                OutputFormat.JSONL,
                30,
                2,
                List.of(RetryOn.ANY, RetryOn.WORKER_LOST),
                List.of(),
                json.objectNode().put("url", "https://example.com"),
                null,
                new Retention(RetentionPolicy.DAYS, 3),
                Retention.DEFAULT);

        var id = insert(red, "deploy", settings);

        assertThat(find(red.scope(), id).settings()).isEqualTo(settings);
    }

    @Test
    void anotherTenantNeitherSeesNorChangesIt() {
        var id = insert(red, "mine", anAction("Mine"));

        database.transactions().tenantTask(blue.scope(), tx -> {
            assertThat(store.find(tx, blue.scope(), id)).isEmpty();
            assertThat(store.page(tx, blue.scope(), ComponentFilter.ofPack(red.name()), ALL)
                            .total())
                    .isZero();
            assertThat(store.lock(tx, blue.scope(), id)).isEmpty();
            assertThat(store.update(tx, blue.scope(), id, anAction("Stolen"))).isFalse();
            assertThat(store.delete(tx, blue.scope(), id)).isFalse();
        });
        assertThat(find(red.scope(), id).settings().label()).isEqualTo("Mine");
    }

    @Test
    void aSystemActionIsSeenByAllAndChangedByOperators() {
        var operator = new TenantScope(red.scope().tenant(), true);
        var ref = red.name() + ".shared";
        var id = database.transactions()
                .tenant(
                        operator,
                        tx -> store.insert(
                                        tx,
                                        new NewComponent(
                                                new Owner.Platform(), red.pack(), red.name(), ref, false, null),
                                        anAction("Shared"))
                                .orElseThrow());

        database.transactions().tenantTask(blue.scope(), tx -> {
            assertThat(store.find(tx, blue.scope(), ref)).isPresent();
            assertThat(store.lock(tx, blue.scope(), id)).isEmpty();
            assertThat(store.delete(tx, blue.scope(), id)).isFalse();
        });
        database.transactions().tenantTask(operator, tx -> {
            assertThat(store.lock(tx, operator, id)).isPresent();
            assertThat(store.update(tx, operator, id, anAction("Better"))).isTrue();
        });
        assertThat(find(blue.scope(), id).settings().label()).isEqualTo("Better");
    }

    @Test
    void aRefThatAHiddenActionHasIsTaken() {
        insert(red, "taken", anAction("First"));
        var same = new NewComponent(
                new Owner.Tenant(blue.scope().tenant()), blue.pack(), blue.name(), red.name() + ".taken", true, null);

        var second = database.transactions().tenant(blue.scope(), tx -> store.insert(tx, same, anAction("Second")));

        assertThat(second).isEmpty();
    }

    @Test
    void pagesAreOrderedByRefAndCountEverything() {
        for (var name : List.of("c", "a", "b")) {
            insert(red, name, anAction(name));
        }

        var page = database.transactions()
                .tenant(
                        red.scope(),
                        tx -> store.page(tx, red.scope(), ComponentFilter.ofPack(red.name()), new Slice(1, 1)));

        assertThat(page.total()).isEqualTo(3);
        assertThat(page.items()).extracting(Action::ref).containsExactly(red.name() + ".b");
    }

    @Test
    void searchWantsEveryWordSomewhereAndTakesNoPatterns() {
        insert(red, "restart", anAction("Restart a web server"));
        insert(red, "stop", anAction("Stop a server"));

        database.transactions().tenantTask(red.scope(), tx -> {
            var packs = List.of(red.name());
            assertThat(store.search(tx, red.scope(), ComponentFilter.ALL, List.of("SERVER", "web"), packs, ALL)
                            .items())
                    .extracting(Action::ref)
                    .containsExactly(red.name() + ".restart");
            assertThat(store.search(tx, red.scope(), ComponentFilter.ALL, List.of("%"), packs, ALL)
                            .total())
                    .isZero();
        });
    }

    @Test
    void aFilterOfIdsNarrowsThePageAndItsTotal() {
        var one = insert(red, "one", anAction("One"));
        insert(red, "two", anAction("Two"));

        var page = database.transactions()
                .tenant(
                        red.scope(),
                        tx -> store.page(tx, red.scope(), ComponentFilter.ALL.withIds(List.of(one.value())), ALL));

        assertThat(page.total()).isEqualTo(1);
        assertThat(page.items()).extracting(Action::id).containsExactly(one);
    }

    @Test
    void everyChangeMovesTheCatalogVersionAndTheTimeOfTheLastChange() {
        var id = insert(red, "moving", anAction("Before"));
        long version = catalogVersion();
        var before = find(red.scope(), id).component();

        database.transactions()
                .tenantTask(
                        red.scope(),
                        tx -> assertThat(store.update(tx, red.scope(), id, anAction("After")))
                                .isTrue());

        assertThat(catalogVersion()).isGreaterThan(version);
        assertThat(find(red.scope(), id).component().updated()).isAfter(before.updated());
    }

    private long catalogVersion() {
        return database.transactions()
                .engine(tx -> tx.sql()
                        .fetchSingle("select version from catalog_version")
                        .get(0, Long.class));
    }

    private ActionId insert(Team team, String name, ActionSettings settings) {
        return database.transactions()
                .tenant(
                        team.scope(),
                        tx -> store.insert(tx, team.component(name), settings).orElseThrow());
    }

    private Action find(TenantScope scope, ActionId id) {
        return database.transactions()
                .tenant(scope, tx -> store.find(tx, scope, id).orElseThrow());
    }
}
