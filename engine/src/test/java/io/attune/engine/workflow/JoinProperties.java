package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.graph.Problem;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.schema.FlatSchema;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class JoinProperties {
    /** Where everything succeeds and every transition fires, what is not refused starts, and a join that is refused does not. */
    @Property(tries = 300)
    void joinsThatCanNeverStartAreRefusedAndNoOthers(
            @ForAll @Size(min = 1, max = 7) List<@IntRange(min = 0, max = 3) Integer> joins,
            @ForAll @Size(max = 24) List<@IntRange(min = 0, max = 6) Integer> ends) {
        ObjectNode definition = definition(joins, ends);
        List<Problem> problems = WorkflowReader.check(definition, FlatSchema.EMPTY, _ -> true).problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .toList();

        Set<String> started = started(definition, joins.size());

        problems.stream()
                .filter(problem -> problem.message().contains("can complete before it"))
                .forEach(problem -> assertThat(started).doesNotContain(problem.task()));
        if (problems.isEmpty()) {
            assertThat(started).hasSameSizeAs(joins);
        }
    }

    /** Of tasks t0 and on, with the joins of the numbers above 0, and the transitions of the others: source and target in turn. */
    private static ObjectNode definition(List<Integer> joins, List<Integer> ends) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        ArrayNode tasks = definition.putArray("tasks");
        int count = joins.size();
        for (int task = 0; task < count; task++) {
            ObjectNode made = tasks.addObject().put("name", "t" + task).put("action", "core.noop");
            if (joins.get(task) > 0) {
                made.put("join", joins.get(task));
            }
            ArrayNode next = made.putArray("next");
            for (int end = 0; end + 1 < ends.size(); end += 2) {
                if (ends.get(end) % count == task) {
                    next.addObject()
                            .put("when", "{{ succeeded() }}")
                            .putArray("do")
                            .add("t" + ends.get(end + 1) % count);
                }
            }
        }
        return definition;
    }

    /** The tasks that do. While some have not that can, one more does each time that all that run have ended. */
    private static Set<String> started(ObjectNode definition, int tasks) {
        Stage stage = Stage.of(definition.toString());
        stage.start();
        for (int round = 0; round < tasks; round++) {
            List.copyOf(stage.running()).forEach(stage::complete);
        }
        return stage.children.keySet().stream().map(ChildKey::task).collect(Collectors.toSet());
    }
}
