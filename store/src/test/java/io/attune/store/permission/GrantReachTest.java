package io.attune.store.permission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.Grant.Constraints;
import io.attune.engine.permission.GrantSet;
import io.attune.engine.permission.Target;
import io.attune.model.Ref;
import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.event.EnforcementStore;
import io.attune.store.event.EventStore;
import io.attune.store.inquiry.InquiryFilter;
import io.attune.store.inquiry.InquiryReach;
import io.attune.store.inquiry.InquiryViewStore;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.tenant.TenantStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The condition on rows and the check of one target say the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrantReachTest {
    private static final TenantScope SCOPE = new TenantScope(TenantStore.SYSTEM, false);
    private static final IdentityId ANN = new IdentityId(2);
    private static final InquiryFilter ANY_INQUIRY = new InquiryFilter(null, null, null);

    private final EventStore events = new EventStore();
    private final EnforcementStore enforcements = new EnforcementStore(new SecretValueStore(MemoryDataKeys.box()));
    private final InquiryViewStore inquiries = new InquiryViewStore();
    private final TestDatabase database = TestDatabase.open();

    @BeforeAll
    void fill() {
        database.transactions().engineTask(tx -> {
            tx.sql().execute("""
                    insert into event (id, tenant_id, trigger_ref) overriding system value
                    values (1, 1, 'red.a'), (2, 1, 'red.b'), (3, 1, 'redder.a'), (4, null, 'blue.a'), (5, 1, 'blue'), (6, 9, 'red.a')
                    """);
            tx.sql().execute("""
                    insert into enforcement (id, tenant_id, rule_ref, trigger_ref) overriding system value
                    values (1, 1, 'red.a', 'x.y'), (2, 1, 'red.b', 'x.y'), (3, 1, 'redder.a', 'red.a'), (4, 1, 'blue.a', 'x.y'),
                        (5, 1, 'blue', 'x.y'), (6, 9, 'red.a', 'x.y')
                    """);
            tx.sql().execute("""
                    insert into execution (id, tenant_id, action_ref) overriding system value
                    values (1, 1, 'red.a'), (2, 1, 'red.a'), (3, 1, 'red.a'), (4, 1, 'red.a')
                    """);
            tx.sql().execute("""
                    insert into inquiry (id, tenant_id, execution_id, origin, prompt, assigned_to) overriding system value
                    values (1, 1, 1, 'request', 'a?', null), (2, 1, 2, 'request', 'b?', 2), (3, 1, 3, 'request', 'c?', 3),
                        (4, 1, 4, 'request', 'd?', null)
                    """);
        });
    }

    @AfterAll
    void close() {
        database.close();
    }

    static Stream<List<Grant>> grants() {
        return Stream.of(
                List.of(),
                List.of(grant(null)),
                List.of(packs("red")),
                List.of(packs("blue", "nothing")),
                List.of(packs("redder"), packs("blue")),
                List.of(grant(new Constraints(null, null, null, null, null, null, List.of("red.a"), null, null, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, List.of(4L, 6L), null, null))),
                List.of(grant(new Constraints(
                        List.of("red"), null, null, null, null, null, null, List.of(2L, 4L), null, null))),
                List.of(scope("self")),
                List.of(scope("descendants")),
                List.of(scope("any")),
                List.of(scope("nonsense")),
                List.of(owner("none")),
                List.of(owner("self")),
                List.of(owner("any")),
                List.of(grant(new Constraints(null, null, List.of("pack"), null, null, null, null, null, null, null))),
                List.of(grant(new Constraints(null, null, null, List.of("red"), null, null, null, null, null, null))),
                List.of(grant(
                        new Constraints(null, null, null, null, List.of("public"), null, null, null, null, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, null, true, null))),
                List.of(grant(new Constraints(null, null, null, null, null, null, null, null, null, Map.of()))));
    }

    @ParameterizedTest
    @MethodSource("grants")
    void pagesAndCountsAreOfTheEventsThatTheGrantsReach(List<Grant> grants) {
        var held = GrantSet.of(grants, ann());
        var reach = GrantReach.of(held.naming("events", "read"));

        database.transactions().tenantTask(SCOPE, tx -> {
            var all = events.list(tx, events(GrantReach.ALL), 100, 0);
            assertThat(all).hasSize(5);
            var readable = all.stream()
                    .filter(event -> held.allow(
                            "events",
                            "read",
                            target(event.triggerRef(), event.id().value())))
                    .toList();
            assertThat(events.list(tx, events(reach), 100, 0)).isEqualTo(readable);
            assertThat(events.count(tx, events(reach))).isEqualTo(readable.size());
        });
    }

    @ParameterizedTest
    @MethodSource("grants")
    void pagesAndCountsAreOfTheEnforcementsThatTheGrantsReach(List<Grant> grants) {
        var held = GrantSet.of(grants, ann());
        var reach = GrantReach.of(held.naming("events", "read"));

        database.transactions().tenantTask(SCOPE, tx -> {
            var all = enforcements.list(tx, enforcements(GrantReach.ALL), 100, 0);
            assertThat(all).hasSize(5);
            var readable = all.stream()
                    .filter(row -> held.allow(
                            "events", "read", target(row.ruleRef(), row.id().value())))
                    .toList();
            assertThat(enforcements.list(tx, enforcements(reach), 100, 0)).isEqualTo(readable);
            assertThat(enforcements.count(tx, enforcements(reach))).isEqualTo(readable.size());
        });
    }

    @ParameterizedTest
    @MethodSource("grants")
    void pagesAndCountsAreOfTheInquiriesThatTheGrantsReachOrThatOneIsAsked(List<Grant> grants) {
        var held = GrantSet.of(grants, ann());
        var reach = InquiryReach.of(ANN, held.naming("events", "read"));

        database.transactions().tenantTask(SCOPE, tx -> {
            var all = inquiries.list(tx, SCOPE, InquiryReach.ALL, ANY_INQUIRY, 0, 100);
            assertThat(all).hasSize(4);
            var readable = all.stream()
                    .filter(inquiry -> ANN.equals(inquiry.assignedTo())
                            || held.allow(
                                    "events",
                                    "read",
                                    Target.of(null, null, inquiry.id().value())))
                    .toList();
            assertThat(inquiries.list(tx, SCOPE, reach, ANY_INQUIRY, 0, 100)).isEqualTo(readable);
            assertThat(inquiries.count(tx, SCOPE, reach, ANY_INQUIRY)).isEqualTo(readable.size());
        });
    }

    @Test
    void whoHoldsNothingReachesNothing() {
        long found = database.transactions().tenant(SCOPE, tx -> events.count(tx, events(GrantReach.of(List.of()))));

        assertThat(found).isZero();
    }

    private static EventStore.Filter events(GrantReach reach) {
        return new EventStore.Filter(SCOPE, reach, null, null, null, null);
    }

    private static EnforcementStore.Filter enforcements(GrantReach reach) {
        return new EnforcementStore.Filter(SCOPE, reach, null, null, null, null, null);
    }

    private static Target target(String ref, long id) {
        return Target.of(Ref.packOf(ref), ref, id);
    }

    private static Grant packs(String... refs) {
        return grant(new Constraints(List.of(refs), null, null, null, null, null, null, null, null, null));
    }

    private static Grant scope(String word) {
        return grant(new Constraints(null, null, null, null, null, word, null, null, null, null));
    }

    private static Grant owner(String word) {
        return grant(new Constraints(null, word, null, null, null, null, null, null, null, null));
    }

    private static Grant grant(@Nullable Constraints constraints) {
        return new Grant("events", List.of("read"), constraints);
    }

    private static Identity ann() {
        return new Identity(
                ANN,
                SCOPE.tenant(),
                "ops",
                false,
                "ann@example.com",
                null,
                true,
                NullNode.getInstance(),
                false,
                false,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH);
    }
}
