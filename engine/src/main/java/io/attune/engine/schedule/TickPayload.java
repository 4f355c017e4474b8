package io.attune.engine.schedule;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the event of a tick says (packs.md §15.3). */
public final class TickPayload {
    private TickPayload() {}

    /**
     * @param planned when the timer should have fired
     * @param firedAt when it did
     * @param count which tick of the timer it is, from 1
     * @param next when it fires next
     */
    public static ObjectNode of(
            Schedule schedule, Instant planned, Instant firedAt, long count, @Nullable Instant next) {
        var payload = JsonNodeFactory.instance.objectNode();
        switch (schedule) {
            case IntervalSchedule(Duration period) ->
                payload.put("type", TimerKind.INTERVAL.type())
                        .put("interval_seconds", period.toSeconds())
                        .put("fired_at", firedAt.toString())
                        .put("execution_count", count);
            case CronSchedule cron ->
                payload.put("type", TimerKind.CRON.type())
                        .put("fired_at", firedAt.toString())
                        .put("scheduled_at", planned.toString())
                        .put("expression", cron.expression())
                        .put("timezone", zone(cron.zone().getId()))
                        .put("next_fire_at", next == null ? null : next.toString())
                        .put("execution_count", count);
            case OneShotSchedule oneShot ->
                payload.put("type", TimerKind.ONE_SHOT.type())
                        .put("fire_at", oneShot.fireAt().toString())
                        .put("fired_at", firedAt.toString())
                        .put("timezone", zone(oneShot.zone().getId()))
                        .put("delay_ms", delay(planned, firedAt));
            case RecurrenceSchedule _ ->
                payload.put("type", TimerKind.RECURRENCE.type())
                        .put("fired_at", firedAt.toString())
                        .put("scheduled_at", planned.toString())
                        .put("delay_ms", delay(planned, firedAt))
                        .put("execution_count", count);
        }
        return payload.put("sensor_ref", TimerKind.SENSOR_REF);
    }

    private static long delay(Instant planned, Instant firedAt) {
        return Math.max(0, Duration.between(planned, firedAt).toMillis());
    }

    private static String zone(String id) {
        return id.equals("Z") ? "UTC" : id;
    }
}
