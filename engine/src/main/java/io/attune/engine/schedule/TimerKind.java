package io.attune.engine.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The triggers of timers (packs.md §15.3). */
public enum TimerKind {
    INTERVAL("core.intervaltimer", "interval"),
    CRON("core.crontimer", "cron"),
    ONE_SHOT("core.datetimetimer", "one_shot"),
    RECURRENCE("core.rruletimer", "rrule");

    /** The catalogue entry that stands for the timers, which the engine runs (packs.md §15.4). */
    public static final String SENSOR_REF = "core.timer_sensor";

    private final String triggerRef;
    private final String type;

    TimerKind(String triggerRef, String type) {
        this.triggerRef = triggerRef;
        this.type = type;
    }

    public static Optional<TimerKind> ofTrigger(String triggerRef) {
        return Arrays.stream(values())
                .filter(kind -> kind.triggerRef.equals(triggerRef))
                .findFirst();
    }

    public static List<String> triggerRefs() {
        return Arrays.stream(values()).map(TimerKind::triggerRef).toList();
    }

    public String triggerRef() {
        return triggerRef;
    }

    /** What payloads call it. */
    public String type() {
        return type;
    }
}
