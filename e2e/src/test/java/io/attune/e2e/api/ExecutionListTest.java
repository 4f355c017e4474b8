package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** The list of executions: filters, pages, totals. */
class ExecutionListTest {
    private final Fixture fixture = Fixture.shared();

    /** X1. */
    @Test
    void pagesOfAHundredExecutionsHaveNoGapAndNoDuplicate() {
        var action = fixture.shellAction("paged", "true\n", null);
        for (int i = 0; i < 100; i++) {
            fixture.run(action, Json.object());
        }
        var filter = "&include_total=true&per_page=20&action_ref=" + action;
        var ids = new ArrayList<Long>();
        for (int page = 1; page <= 5; page++) {
            var answer = fixture.api()
                    .get("/api/v1/executions?page=" + page + filter)
                    .expect(200)
                    .json();
            answer.path("items").forEach(item -> ids.add(item.path("id").asLong()));
            var pagination = answer.path("pagination");
            assertThat(pagination.path("total_items").asInt()).isEqualTo(100);
            assertThat(pagination.path("total_pages").asInt()).isEqualTo(5);
            assertThat(pagination.path("has_next").asBoolean()).isEqualTo(page < 5);
            assertThat(pagination.path("has_previous").asBoolean()).isEqualTo(page > 1);
        }

        assertThat(ids).hasSize(100).doesNotHaveDuplicates().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(fixture.api()
                        .get("/api/v1/executions?page=6" + filter)
                        .expect(200)
                        .items())
                .isEmpty();
    }

    @Test
    void filtersCombineAndTotalsComeOnRequest() {
        var webhook = fixture.webhook("hook");
        var echo = fixture.echoAction("echo");
        var fail = fixture.failingAction("fail", 1);
        var rule = fixture.rule(
                "rule", webhook, echo, Json.object("message", "needle-{{ event.payload.n }}"), Json.object());
        for (int i = 0; i < 3; i++) {
            webhook.fire(Json.object("n", i));
        }
        fixture.ended(fixture.run(fail, Json.object()).path("id").asLong(), Duration.ofSeconds(20));
        fixture.executionsOf(echo, 3, Duration.ofSeconds(20));
        var all = "action_ref=" + fixture.pack() + ".*";

        assertThat(fixture.count("/api/v1/executions?" + all)).isEqualTo(4);
        assertThat(fixture.count("/api/v1/executions?pack_name=" + fixture.pack()))
                .isEqualTo(4);
        assertThat(fixture.count("/api/v1/executions?status=failed&" + all)).isEqualTo(1);
        assertThat(fixture.count("/api/v1/executions?rule_ref=" + rule)).isEqualTo(3);
        assertThat(fixture.count("/api/v1/executions?trigger_ref=" + webhook.ref()))
                .isEqualTo(3);
        assertThat(fixture.count("/api/v1/executions?top_level_only=true&" + all))
                .isEqualTo(4);
        assertThat(fixture.count("/api/v1/executions?result_contains=NEEDLE-1&" + all))
                .isEqualTo(1);
        assertThat(fixture.count("/api/v1/executions?parent=999999999&" + all)).isZero();

        var first = fixture.api()
                .get("/api/v1/executions?per_page=3&include_total=true&" + all)
                .expect(200)
                .json();
        assertThat(first.path("items")).hasSize(3);
        assertThat(first.path("pagination"))
                .isEqualTo(Json.object(
                        "page",
                        1,
                        "page_size",
                        3,
                        "total_items",
                        4,
                        "total_pages",
                        2,
                        "has_previous",
                        false,
                        "has_next",
                        true));
        var second = fixture.api()
                .get("/api/v1/executions?per_page=3&page=2&" + all)
                .expect(200)
                .json();
        assertThat(second.path("items")).hasSize(1);
        assertThat(second.path("pagination"))
                .isEqualTo(Json.object("page", 2, "page_size", 3, "has_previous", true, "has_next", false));
        assertThat(first.path("items").get(0).path("id").asLong())
                .isGreaterThan(first.path("items").get(1).path("id").asLong());
        fixture.api().get("/api/v1/executions?status=nonsense").expect(400);
        fixture.api().get("/api/v1/executions?page=-1").expect(400);
    }
}
