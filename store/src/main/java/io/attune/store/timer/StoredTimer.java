package io.attune.store.timer;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.schedule.TimerKind;
import io.attune.engine.schedule.TimerState;

/** A timer with what it was started for. */
public record StoredTimer(TimerKind kind, JsonNode parameters, TimerState state) {}
