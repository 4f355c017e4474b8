package io.attune.engine.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LeadsBackProperties {
    /** A workflow of tasks 0 to {@code tasks}, with the transitions that the numbers name: source and target in turn. */
    private static WorkflowPlan plan(int tasks, List<Integer> ends) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        var list = definition.putArray("tasks");
        for (int i = 0; i < tasks; i++) {
            var next =
                    list.addObject().put("name", "t" + i).put("action", "a.b").putArray("next");
            for (int end = 0; end + 1 < ends.size(); end += 2) {
                if (ends.get(end) % tasks == i) {
                    next.addObject()
                            .put("when", "{{ failed() }}")
                            .putArray("do")
                            .add("t" + ends.get(end + 1) % tasks);
                }
            }
        }
        return WorkflowReader.read(definition).plan().orElseThrow();
    }

    @Property
    void aTransitionLeadsBackIfItsTargetLeadsToItsSource(
            @ForAll @IntRange(min = 1, max = 9) int tasks,
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 8) Integer> ends) {
        WorkflowPlan plan = plan(tasks, ends);

        for (Task source : plan.tasks().values()) {
            for (String target : WorkflowPlan.successors(source)) {
                Set<String> following = plan.following(target);
                assertThat(plan.leadsBack(source.name(), target))
                        .as(source.name() + " to " + target)
                        .isEqualTo(following.contains(source.name()));
            }
        }
    }

    /** Neither the stack nor the time allows to look at each task from each other one. */
    @Example
    void aChainOfThousandsIsRead() {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        var list = definition.putArray("tasks");
        int last = 16_000;
        for (int i = 0; i <= last; i++) {
            var task = list.addObject().put("name", "t" + i).put("action", "a.b");
            task.putArray("next")
                    .addObject()
                    .put("when", "{{ failed() }}")
                    .putArray("do")
                    .add("t" + (i == last ? 8_000 : i + 1));
        }

        WorkflowPlan plan = WorkflowReader.read(definition).plan().orElseThrow();

        assertThat(plan.leadsBack("t1", "t2")).isFalse();
        assertThat(plan.leadsBack("t" + last, "t8000")).isTrue();
        assertThat(plan.leadsBack("t8000", "t8001")).isTrue();
    }
}
