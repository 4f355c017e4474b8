package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The form in which a timer is stored: equal timers have equal texts. */
public final class TimerJson {
    private TimerJson() {}

    public static ObjectNode write(Timer timer) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (timer) {
            case Timer.Deadline _ -> json.put("is", "deadline");
            case Timer.Delay(String task, int iteration) ->
                json.put("is", "delay").put("task", task).put("iteration", iteration);
            case Timer.Retry(ChildKey(var task, var iteration, var item, var attempt)) -> {
                json.put("is", "retry").put("task", task).put("iteration", iteration);
                if (item != null) {
                    json.put("item", item);
                }
                yield json.put("attempt", attempt);
            }
        };
    }

    public static Timer read(JsonNode json) {
        String is = json.path("is").asText();
        String task = json.path("task").asText();
        int iteration = json.path("iteration").intValue();
        return switch (is) {
            case "deadline" -> new Timer.Deadline();
            case "delay" -> new Timer.Delay(task, iteration);
            case "retry" ->
                new Timer.Retry(new ChildKey(
                        task,
                        iteration,
                        json.has("item") ? json.get("item").intValue() : null,
                        json.path("attempt").intValue()));
            default -> throw new IllegalStateException("there is no timer '" + is + "'");
        };
    }
}
