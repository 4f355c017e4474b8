package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.RuleId;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.model.id.TriggerId;
import io.attune.model.tenant.Owner;
import io.attune.server.drive.ingest.NewEvent;
import io.attune.store.DatabaseUnavailableException;
import io.attune.store.catalog.CatalogTrigger;
import io.attune.worker.process.StopSignal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StdoutEventsTest {
    private static final CatalogTrigger CHANGED = new CatalogTrigger(
            new TriggerId(9),
            new Owner.Tenant(new TenantId(5)),
            "p.changed",
            true,
            null,
            JsonNodeFactory.instance.objectNode(),
            null);

    private final List<NewEvent> stored = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final StopSignal stop = new StopSignal();
    private final StdoutEvents events = new StdoutEvents(
            ADemandedSensor.with(),
            ref -> ref.equals("p.changed") ? Optional.of(CHANGED) : Optional.empty(),
            stored::add,
            stop,
            complaints::add);

    @Test
    void aLineThatNamesAnOwnTriggerIsAnEvent() throws InterruptedException {
        write("""
                {"trigger_ref": "p.changed", "payload": {"n": 1}, "config": {"path": "/x"}, "trigger_instance_id": "rule_12", "delivery_id": "d1"}
                """);

        assertThat(complaints).isEmpty();
        assertThat(stored).hasSize(1);
        var event = stored.getFirst();
        assertThat(event.trigger()).isEqualTo(CHANGED);
        assertThat(String.valueOf(event.payload())).isEqualTo("{\"n\":1}");
        assertThat(String.valueOf(event.config())).isEqualTo("{\"path\":\"/x\"}");
        assertThat(event.source()).isEqualTo(new NewEvent.Source(new SensorId(3), "p.watch"));
        assertThat(event.addressee()).isEqualTo(new RuleId(12));
        assertThat(event.tenant()).isEqualTo(new TenantId(5));
        assertThat(event.deliveryId()).isEqualTo("d1");
    }

    @Test
    void theOtherNameOfTheTriggerIsUnderstoodAndEverythingElseMayBeMissing() throws InterruptedException {
        write("{\"trigger_type\": \"p.changed\"}\n{\"trigger_type\": \"p.changed\", \"payload\": null}\n");

        assertThat(stored).hasSize(2).allSatisfy(event -> {
            assertThat(event.payload()).isNull();
            assertThat(event.addressee()).isNull();
        });
        assertThat(stored)
                .extracting(NewEvent::deliveryId)
                .as("each has an id of its own")
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a line",
                "{",
                "{}",
                "{\"level\": \"info\"}",
                "[{\"trigger_ref\": \"p.changed\"}]",
                "{\"trigger_ref\": 7}",
                "{\"trigger_ref\": \"p.changed\"} again in 5 s",
                "\"p.changed\""
            })
    void otherLinesAreLinesOfTheLog(String line) throws InterruptedException {
        write(line + "\n");

        assertThat(stored).isEmpty();
        assertThat(complaints).isEmpty();
    }

    @Test
    void triggersOfOthersAreRefused() throws InterruptedException {
        write("{\"trigger_ref\": \"core.alert\", \"payload\": {}}\n");

        assertThat(stored).isEmpty();
        assertThat(complaints)
                .containsExactly("no event of 'core.alert' was made: this sensor emits p.changed, p.gone only");
    }

    @Test
    void aTriggerThatIsGoneAndAPayloadThatCannotBeStoredAreRefused() throws InterruptedException {
        write("{\"trigger_ref\": \"p.gone\"}\n{\"trigger_ref\": \"p.changed\", \"payload\": \"\\u0000\"}\n");

        assertThat(stored).isEmpty();
        assertThat(complaints).hasSize(2);
        assertThat(complaints.getFirst()).contains("no trigger 'p.gone'");
        assertThat(complaints.getLast()).contains("U+0000");
    }

    @Test
    void aLineComesInPiecesAndSeveralComeAtOnce() throws InterruptedException {
        feed("{\"trigger_ref\": \"p.cha");
        feed("nged\", \"payload\": \"ä");
        feed("\"}\nlog\n{\"trigger_ref\": \"p.changed\", \"payload\": 2}\n{\"trigger_ref\": \"p.changed\"");
        events.finish();
        events.drain();

        assertThat(stored.stream().map(event -> String.valueOf(event.payload())))
                .containsExactly("\"ä\"", "2");
    }

    @Test
    void aLineWithoutEndTakesNoMemoryAndTheNextOneCounts() throws InterruptedException {
        feed("{\"trigger_ref\": \"p.changed\", \"payload\": \"");
        for (int i = 0; i < 40; i++) {
            feed("x".repeat(65_536));
        }
        write("\"}\n{\"trigger_ref\": \"p.changed\"}\n");

        assertThat(stored).hasSize(1);
        assertThat(complaints).hasSize(1);
        assertThat(complaints.getFirst()).contains("more than 1048576 bytes");
    }

    @Test
    void anEventWaitsForTheDatabase() throws InterruptedException {
        var attempts = new ArrayList<NewEvent>();
        var patient = new StdoutEvents(
                ADemandedSensor.with(),
                _ -> Optional.of(CHANGED),
                event -> {
                    attempts.add(event);
                    if (attempts.size() == 1) {
                        throw new DatabaseUnavailableException("away", new IllegalStateException());
                    }
                },
                stop,
                complaints::add);
        byte[] line = "{\"trigger_ref\": \"p.changed\"}\n".getBytes(StandardCharsets.UTF_8);
        patient.accept(line, line.length);
        patient.finish();
        patient.drain();

        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().deliveryId())
                .as("the same id: it may have been stored")
                .isEqualTo(attempts.getLast().deliveryId());
        assertThat(complaints).isEmpty();
    }

    /** A server that shuts down, a connection that broke, a deadlock that was tried too often. */
    @ParameterizedTest
    @ValueSource(strings = {"57P01", "08006", "53300", "40001", "40P01"})
    void anEventOutlivesWhatPasses(String state) throws InterruptedException {
        List<NewEvent> attempts = new ArrayList<>();
        var patient = new StdoutEvents(
                ADemandedSensor.with(),
                _ -> Optional.of(CHANGED),
                event -> {
                    attempts.add(event);
                    if (attempts.size() == 1) {
                        throw new DataAccessException("SQL [insert]", new SQLException("away", state));
                    }
                },
                stop,
                complaints::add);
        byte[] line = "{\"trigger_ref\": \"p.changed\"}\n".getBytes(StandardCharsets.UTF_8);
        patient.accept(line, line.length);
        patient.finish();
        patient.drain();

        assertThat(attempts)
                .hasSize(2)
                .extracting(NewEvent::deliveryId)
                .containsOnly(attempts.getFirst().deliveryId());
        assertThat(complaints).isEmpty();
    }

    @Test
    void aStoppedSensorDoesNotWaitForTheDatabase() throws InterruptedException {
        var hurried = new StdoutEvents(
                ADemandedSensor.with(),
                _ -> Optional.of(CHANGED),
                _ -> {
                    throw new DatabaseUnavailableException("away", new IllegalStateException());
                },
                stop,
                complaints::add);
        byte[] line = "{\"trigger_ref\": \"p.changed\"}\n".getBytes(StandardCharsets.UTF_8);
        hurried.accept(line, line.length);
        stop.request(StopSignal.Reason.WORKER_STOPS);
        hurried.finish();
        hurried.drain();

        assertThat(complaints).containsExactly("an event may not be stored: the database is away");
    }

    @Test
    void aDeliveryIdThatIsTooLongIsRefused() throws InterruptedException {
        write(
                "{\"trigger_ref\": \"p.changed\", \"delivery_id\": \"%s\"}\n{\"trigger_ref\": \"p.changed\", \"delivery_id\": \"%s\"}\n"
                        .formatted("x".repeat(256), "y".repeat(255)));

        assertThat(stored).extracting(NewEvent::deliveryId).containsExactly("y".repeat(255));
        assertThat(complaints).containsExactly("an event was refused: its delivery_id has more than 255 characters");
    }

    @Test
    void whoEndsASensorDoesNotWaitForItsLines() {
        stop.request(StopSignal.Reason.WORKER_STOPS);
        String large = "{\"trigger_ref\": \"p.changed\", \"payload\": \"" + "x".repeat(1_000_000) + "\"}\n";
        String small = "{\"trigger_ref\": \"p.changed\", \"payload\": \"" + "x".repeat(200_000) + "\"}\n";

        assertTimeout(Duration.ofSeconds(10), () -> feed(large.repeat(4) + small.repeat(60)));

        assertThat(complaints)
                .hasSizeGreaterThan(55)
                .containsOnly("an event was not stored: the sensor was stopped and too many others wait");
    }

    @Test
    void largeEventsDoNotPileUpInMemory() throws InterruptedException {
        String large = "{\"trigger_ref\": \"p.changed\", \"payload\": \"" + "x".repeat(1_000_000) + "\"}\n";
        for (int i = 0; i < 4; i++) {
            feed(large);
        }
        assertThat(complaints).as("there is room for four").isEmpty();

        stop.request(StopSignal.Reason.WORKER_STOPS);
        write(large);

        assertThat(stored).hasSize(4);
        assertThat(complaints)
                .containsExactly("an event was not stored: the sensor was stopped and too many others wait");
    }

    private void write(String text) throws InterruptedException {
        feed(text);
        events.finish();
        events.drain();
    }

    private void feed(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        events.accept(bytes, bytes.length);
    }
}
