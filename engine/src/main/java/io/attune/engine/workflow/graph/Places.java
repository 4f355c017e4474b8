package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where each task stands in its definition. */
final class Places {
    private final Map<String, List<String>> byTask = new HashMap<>();

    private Places() {}

    static Places of(JsonNode definition) {
        var places = new Places();
        places.collect(definition, List.of());
        return places;
    }

    List<String> of(String task) {
        return byTask.getOrDefault(task, List.of("tasks"));
    }

    private void collect(JsonNode holder, List<String> path) {
        JsonNode tasks = holder.path("tasks");
        if (tasks.isObject()) {
            tasks.properties()
                    .forEach(entry ->
                            add(entry.getKey(), entry.getValue(), Problems.within(path, "tasks", entry.getKey())));
        }
        for (int i = 0; tasks.isArray() && i < tasks.size(); i++) {
            add(tasks.get(i).path("name").asText(), tasks.get(i), Problems.within(path, "tasks", String.valueOf(i)));
        }
    }

    private void add(String name, JsonNode task, List<String> path) {
        byTask.putIfAbsent(name, path);
        collect(task, path);
    }
}
