package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Metrics;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Team;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What operators watch (api.md §4, FIX-27), on a platform whose other load is not known: counts are compared with themselves. */
class MetricsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Platform platform = Platform.shared();

    @Test
    void whoIsNotOnThisMachineMustBeAnOperator() {
        var elsewhere = platform.api().fromElsewhere();

        assertThat(elsewhere.get("/metrics").status()).isEqualTo(401);
        elsewhere
                .as(Team.shared().member("viewer", "core.viewer").api().token())
                .get("/metrics")
                .expect(403);
        elsewhere.as(platform.admin().token()).get("/metrics").expect(200);
    }

    @Test
    void theDocumentNamesWhatIsShownAndNothingElse() throws IOException {
        var named = new TreeSet<String>();
        var document = Files.readString(Path.of("..", "docs", "metrics.md"));
        Pattern.compile("`(attune_\\w+)").matcher(document).results().forEach(name -> named.add(name.group(1)));

        assertThat(Metrics.of(platform).own()).isEqualTo(named);
    }

    @Test
    void whatADeliveryCausesIsCounted() {
        var fixture = Fixture.shared();
        var hook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        fixture.rule("rule", hook, action);
        var before = Metrics.of(platform);

        hook.fire(Json.object("n", 1));
        fixture.executionsOf(action, 1, SOON);
        hook.anonymous().post("/api/v1/webhooks/wh_of_nobody", Json.object()).expect(404);

        for (var grown : new String[] {
            "attune_webhooks_deliveries_total{outcome=\"accepted\",}",
            "attune_webhooks_deliveries_total{outcome=\"unknown_key\",}",
            "attune_events_stored_total{origin=\"webhook\",}",
            "attune_executions_ended_total{status=\"completed\",}",
            "attune_executions_duration_seconds_count"
        }) {
            // Counted after the commit that others see.
            Poll.until(SOON, grown, () -> Metrics.of(platform).value(grown), count -> count >= before.value(grown) + 1);
        }
        var after = Metrics.of(platform);
        assertThat(after.value("attune_workers_active")).isPositive();
        assertThat(after.value("attune_workers_silence_seconds")).isBetween(0.0, 90.0);
        assertThat(after.text()).doesNotContain(hook.key());
    }

    @Test
    void ticksAreMeasured() {
        var fixture = Fixture.shared();
        var stored = "attune_events_stored_total{origin=\"timer\",}";
        var measured = "attune_timers_lateness_seconds_count";
        var before = Metrics.of(platform);
        var rule = fixture.intervalRule("second", 1, "core.noop");

        // One after the other: what is shown together was not read at one moment.
        for (var grown : new String[] {measured, stored}) {
            Poll.until(SOON, grown, () -> Metrics.of(platform).value(grown), count -> count >= before.value(grown) + 2);
        }
        assertThat(Metrics.of(platform).value("attune_timers_lateness_seconds_sum"))
                .isPositive();
        fixture.api().delete("/api/v1/rules/" + rule).expect(200);
    }
}
