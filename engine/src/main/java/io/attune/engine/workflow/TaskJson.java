package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.Progress.Ended;
import io.attune.engine.workflow.Progress.Hold;
import io.attune.engine.workflow.Progress.Made;
import io.attune.engine.workflow.TaskState.Past;
import io.attune.engine.workflow.TaskState.Trigger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The part of a stored state that is one task. */
final class TaskJson {
    private TaskJson() {}

    static ObjectNode write(TaskState task) {
        ObjectNode json = progress(task.progress());
        json.put("iteration", task.iteration()).put("step", task.step());
        if (task.trigger() != null) {
            json.set("trigger", trigger(task.trigger()));
        }
        put(json, "arrived", task.arrived());
        put(json, "next", task.next());
        put(json, "wanted", task.wanted());
        if (!task.again().isEmpty()) {
            ArrayNode again = json.putArray("again");
            task.again()
                    .forEach(repetition ->
                            again.add(trigger(repetition.trigger()).put("at", repetition.step())));
        }
        if (task.kept() != null) {
            json.put("kept", task.kept().text());
        }
        if (task.past() != null) {
            Past past = task.past();
            json.set(
                    "past",
                    progress(past.ended()).put("iteration", past.iteration()).put("step", past.step()));
        }
        return json;
    }

    static TaskState read(JsonNode json) {
        return new TaskState(
                json.path("iteration").intValue(),
                json.path("step").longValue(),
                json.has("trigger") ? trigger(json.get("trigger")) : null,
                arrivals(json.path("arrived")),
                arrivals(json.path("next")),
                arrivals(json.path("wanted")),
                json.path("again")
                        .valueStream()
                        .map(again -> new TaskState.Repetition(
                                trigger(again), again.path("at").longValue()))
                        .toList(),
                json.has("kept") ? set(json, "kept") : null,
                json.has("past") ? past(json.get("past")) : null,
                progress(json));
    }

    private static ObjectNode trigger(Trigger trigger) {
        return progress(trigger.ended()).put("task", trigger.task()).put("iteration", trigger.iteration());
    }

    private static Trigger trigger(JsonNode json) {
        return new Trigger(json.path("task").asText(), json.path("iteration").intValue(), ended(json));
    }

    private static Past past(JsonNode json) {
        return new Past(json.path("iteration").intValue(), json.path("step").longValue(), ended(json));
    }

    private static Ended ended(JsonNode json) {
        if (progress(json) instanceof Ended ended) {
            return ended;
        }
        throw new IllegalStateException("a trigger and what is past have ended");
    }

    private static ObjectNode progress(Progress progress) {
        ObjectNode json = StateJson.JSON.objectNode();
        switch (progress) {
            case Progress.Idle _ -> json.put("is", "idle");
            case Progress.Ready _ -> json.put("is", "ready");
            case Progress.Delayed(Instant until, boolean over) ->
                json.put("is", "delayed").put("until", until.toString()).put("over", over);
            case Progress.Running(int attempt, Hold hold) ->
                json.put("is", "running")
                        .put("attempt", attempt)
                        .put("hold", hold.name().toLowerCase(Locale.ROOT));
            case Progress.Items items -> {
                json.put("is", "items")
                        .put("open", items.open().text())
                        .put("failed", items.failed().text())
                        .put("timed_out", items.timedOut())
                        .put("released", items.released())
                        .put("running", items.running())
                        .put("delayed", items.delayed().text())
                        .put("over", items.over().text());
                ArrayNode retried = json.putArray("retried");
                items.retried().forEach(set -> retried.add(set.text()));
            }
            case Progress.Parts(SortedSet<String> open) -> {
                ArrayNode parts = json.put("is", "parts").putArray("open");
                open.forEach(parts::add);
            }
            case Ended(Outcome outcome, boolean handled, Made made) -> {
                json.put("is", "ended").put("outcome", outcome.wire());
                if (handled) {
                    json.put("handled", true);
                }
                switch (made) {
                    case Made.Nothing _ -> json.put("made", "nothing");
                    case Made.Refusal(String reason) ->
                        json.put("made", "refusal").put("reason", reason);
                    case Made.OneChild _ -> json.put("made", "child");
                    case Made.ItemChildren(IndexSet failed) ->
                        json.put("made", "items").put("failed", failed.text());
                    case Made.PartTasks _ -> json.put("made", "parts");
                }
            }
        }
        return json;
    }

    private static Progress progress(JsonNode json) {
        String is = json.path("is").asText();
        return switch (is) {
            case "idle" -> new Progress.Idle();
            case "ready" -> new Progress.Ready();
            case "delayed" ->
                new Progress.Delayed(
                        Instant.parse(json.path("until").asText()),
                        json.path("over").booleanValue());
            case "running" ->
                new Progress.Running(
                        json.path("attempt").intValue(),
                        Hold.valueOf(json.path("hold").asText().toUpperCase(Locale.ROOT)));
            case "items" ->
                new Progress.Items(
                        set(json, "open"),
                        set(json, "failed"),
                        json.path("timed_out").intValue(),
                        json.path("released").intValue(),
                        json.path("running").intValue(),
                        json.path("retried")
                                .valueStream()
                                .map(text -> IndexSet.of(text.asText()))
                                .toList(),
                        set(json, "delayed"),
                        set(json, "over"));
            case "parts" -> new Progress.Parts(names(json.path("open")));
            case "ended" ->
                new Ended(
                        StateJson.constant(Outcome.class, json.path("outcome")),
                        json.path("handled").booleanValue(),
                        made(json));
            default -> throw new IllegalStateException("no task is '" + is + "'");
        };
    }

    private static Made made(JsonNode json) {
        String made = json.path("made").asText();
        return switch (made) {
            case "nothing" -> new Made.Nothing();
            case "refusal" -> new Made.Refusal(json.path("reason").asText());
            case "child" -> new Made.OneChild();
            case "items" -> new Made.ItemChildren(set(json, "failed"));
            case "parts" -> new Made.PartTasks();
            default -> throw new IllegalStateException("no result is made of '" + made + "'");
        };
    }

    private static IndexSet set(JsonNode json, String field) {
        return IndexSet.of(json.path(field).asText());
    }

    private static void put(ObjectNode json, String field, Arrivals arrivals) {
        if (!arrivals.isEmpty()) {
            ObjectNode steps = json.putObject(field);
            arrivals.steps().forEach(steps::put);
        }
    }

    private static Arrivals arrivals(JsonNode json) {
        Map<String, Long> steps = new LinkedHashMap<>();
        json.properties()
                .forEach(arrival ->
                        steps.put(arrival.getKey(), arrival.getValue().longValue()));
        return new Arrivals(steps);
    }

    static SortedSet<String> names(JsonNode json) {
        return new TreeSet<>(json.valueStream().map(JsonNode::asText).toList());
    }
}
