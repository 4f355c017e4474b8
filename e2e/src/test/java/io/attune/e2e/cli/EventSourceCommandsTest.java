package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Cli;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Schedules, rules fired by hand, events made by hand and webhooks, from the command line. Sensors: {@link SensorsPageTest}. */
class EventSourceCommandsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Fixture fixture = Fixture.shared();

    @TempDir
    Path home;

    private Cli cli;

    @BeforeEach
    void login() {
        cli = new Cli(Platform.shared(), home).login(Platform.LOGIN, Platform.PASSWORD);
    }

    @Test
    void aScheduleIsListedAndItsRuleFiredByHand() {
        var action = fixture.echoAction("echo");
        var rule = fixture.timerRule("yearly", "core.crontimer", Json.object("expression", "0 0 0 1 1 *"), action)
                .path("ref")
                .asText();

        assertThat(cli.attune("schedule", "list", "--pack", fixture.pack())
                        .expect(0)
                        .out())
                .contains(rule)
                .contains("scheduled");
        assertThat(cli.attune("schedule", "list", "--pack", fixture.pack(), "--status", "past")
                        .expect(0)
                        .out())
                .doesNotContain(rule);
        cli.attune("rule", "fire", rule, "--payload", "{\"by\": \"hand\"}").expect(0);

        assertThat(fixture.executionsOf(action, 1, SOON)).hasSize(1);
        var event = fixture.eventsOfRule(rule).getFirst();
        assertThat(event.path("payload")).isEqualTo(Json.object("by", "hand"));
        assertThat(fixture.rule(rule)
                        .path("timer_state")
                        .path("execution_count")
                        .asInt())
                .as("its timer is left alone")
                .isZero();
        cli.attune("rule", "fire", fixture.ref("nothing")).expect(5);
    }

    @Test
    void anEventIsMadeByHandForAllRulesOrForOne() {
        var hook = fixture.webhook("hook");
        var action = fixture.echoAction("echo");
        fixture.rule("one", hook, action);
        var other = fixture.rule("other", hook, action);

        cli.attune("event", "emit", hook.ref(), "--payload", "{\"n\": 1}").expect(0);
        fixture.executionsOf(action, 2, SOON);
        cli.attune("event", "emit", hook.ref(), "--payload", "{\"n\": 2}", "--rule", other)
                .expect(0);

        assertThat(fixture.executionsOf(action, 3, SOON)).hasSize(3);
        assertThat(fixture.enforcementsOf(other)).hasSize(2);
        assertThat(cli.attune("event", "list", "--trigger", hook.ref())
                        .expect(0)
                        .out())
                .contains("manual");
    }

    @Test
    void aWebhookIsOpenedWatchedRepeatedAndClosed() {
        var trigger = fixture.ref("push");
        fixture.api()
                .post("/api/v1/triggers", Json.object("ref", trigger, "pack_ref", fixture.pack(), "label", "Push"))
                .expect(201);
        var opened = cli.attune("-j", "trigger", "webhook", "enable", trigger)
                .expect(0)
                .json()
                .findValue("webhook_key")
                .asText();
        var path = "/api/v1/webhooks/" + opened;
        assertThat(cli.attune("trigger", "webhook", "url", trigger, "--quiet")
                        .expect(0)
                        .out())
                .isEqualTo(Platform.shared().url().resolve(path) + "\n");
        var sender = Platform.shared().api();
        sender.post(path, Json.object("branch", "main")).expect(200);
        sender.post(path, Json.parse("\"" + "x".repeat(100) + "\"")).expect(200);

        var log = "/api/v1/triggers/" + trigger + "/webhooks/deliveries";
        assertThat(cli.attune("trigger", "webhook", "deliveries", trigger)
                        .expect(0)
                        .out())
                .contains("accepted");
        var first = fixture.api().get(log).expect(200).items().get(1).path("id").asText();
        cli.attune("trigger", "webhook", "redeliver", trigger, first).expect(0);
        assertThat(fixture.count("/api/v1/events?trigger_ref=" + trigger)).isEqualTo(3);

        var renewed = cli.attune("-j", "trigger", "webhook", "regenerate", trigger)
                .expect(0)
                .json()
                .findValue("webhook_key")
                .asText();
        sender.post(path, Json.object()).expect(404);
        sender.post("/api/v1/webhooks/" + renewed, Json.object()).expect(200);
        cli.attune("trigger", "webhook", "disable", trigger).expect(0);
        Poll.until(
                SOON,
                "the webhook is closed",
                () -> sender.post("/api/v1/webhooks/" + renewed, Json.object()).status(),
                status -> status == 404);
        cli.attune("trigger", "webhook", "url", trigger).expect(6);
    }
}
