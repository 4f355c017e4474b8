package io.attune.server.component;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.workflow.graph.Work;
import io.attune.engine.workflow.graph.WorkflowReader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the tasks of a workflow would act with. */
public final class TaskPermissions {
    private TaskPermissions() {}

    /** The permission sets that tasks name, but for those that templates will name: whoever saves them hands them on (SEC-8). */
    public static Set<String> named(JsonNode definition) {
        Set<String> sets = new TreeSet<>();
        WorkflowReader.read(definition)
                .plan()
                .ifPresent(plan -> plan.tasks().values().forEach(task -> {
                    if (task.work() instanceof Work.Action action) {
                        JsonNode named = action.overrides().source().path("permission_set_refs");
                        (named.isTextual() ? Stream.of(named) : named.valueStream())
                                .map(JsonNode::asText)
                                .filter(ref -> !ref.contains("{{"))
                                .forEach(sets::add);
                    }
                }));
        return sets;
    }
}
