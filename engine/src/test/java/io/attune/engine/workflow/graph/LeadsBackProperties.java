package io.attune.engine.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LeadsBackProperties {
    /** A workflow of so many tasks on each level, of which some are parallel. */
    private static WorkflowPlan plan(int tasks, List<Integer> ends, Set<Integer> parallel) {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        tasks(definition.putArray("tasks"), "t", tasks, ends, parallel);
        return WorkflowReader.read(definition).plan().orElseThrow();
    }

    /**
     * Adds tasks, with the transitions that the numbers name: source and target in turn.
     *
     * @param parallel those that have as many parts, of which the smaller ones of them are parallel too
     */
    private static void tasks(
            ArrayNode list, String prefix, int tasks, List<Integer> ends, Collection<Integer> parallel) {
        for (int each = 0; each < tasks; each++) {
            int i = each;
            ObjectNode task = list.addObject().put("name", prefix + i);
            if (parallel.contains(i)) {
                Collection<Integer> deeper =
                        parallel.stream().filter(smaller -> smaller < i).toList();
                tasks(task.put("type", "parallel").putArray("tasks"), prefix + i + "p", tasks, ends, deeper);
            } else {
                task.put("action", "a.b");
            }
            ArrayNode next = task.putArray("next");
            for (int end = 0; end + 1 < ends.size(); end += 2) {
                if (ends.get(end) % tasks == i) {
                    next.addObject()
                            .put("when", "{{ failed() }}")
                            .putArray("do")
                            .add(prefix + ends.get(end + 1) % tasks);
                }
            }
        }
    }

    @Property
    void aTransitionLeadsBackIfItsTargetLeadsToItsSource(
            @ForAll @IntRange(min = 1, max = 9) int tasks,
            @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 8) Integer> ends,
            @ForAll @Size(max = 2) Set<@IntRange(min = 0, max = 8) Integer> parallel) {
        WorkflowPlan plan = plan(tasks, ends, parallel);

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
