package io.attune.engine.workflow.graph;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.attune.engine.workflow.graph.Problem.Severity;
import io.attune.model.schema.FlatSchema;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a definition, and where (workflows.md §4.1). */
class WorkflowReaderTest {
    private static JsonNode yaml(String text) {
        try {
            return new YAMLMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static List<String> problems(String definition, Severity severity) {
        return WorkflowReader.check(
                        yaml(definition),
                        FlatSchema.of(yaml("{name: {type: string}}")),
                        ref -> !ref.equals("core.gone"))
                .problems()
                .stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::text)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tasks: []                                                          | tasks: at least one task is required
            tasks: {}                                                          | tasks: at least one task is required
            tasks: [5]                                                         | tasks.0: must be a map, found the number 5
            tasks: [{action: a.b}]                                             | tasks.0.name: is required, with at most 255 characters
            tasks: [{name: a, action: a.b}, {name: a, action: a.b}]            | tasks.1.name: task 'a': another task is called 'a' already
            tasks: [{name: a}]                                                 | tasks.0.action: task 'a': is required; write the ref of an action, as in core.echo
            tasks: [{name: a, action: ab}]                                     | tasks.0.action: task 'a': 'ab' is not the ref of an action; write <pack>.<name>
            tasks: [{name: a, type: parallel}]                                 | tasks.0.tasks: task 'a': is required for a task of type parallel
            tasks: [{name: start, action: a.b, next: [{do: [stat]}]}]          | tasks.0.next: task 'start': leads to 'stat', which is not a task here; did you mean 'start'?
            tasks: [{name: a, action: a.b, retry: {count: 101, delay: 1}}]     | tasks.0.retry.count: task 'a': must be a whole number between 1 and 100, found the number 101
            tasks: [{name: a, action: a.b, retry: {count: 1, delay: 9, max_delay: 2}}] | tasks.0.retry.max_delay: task 'a': is less than delay
            tasks: [{name: a, action: a.b, with_items: [1], concurrency: 0}]   | tasks.0.concurrency: task 'a': must be a whole number from 1, found the number 0
            tasks: [{name: a, action: a.b, next: {x: {do: [b]}}}, {name: b, action: a.b}] | tasks.0.next: task 'a': must be a list, found a map
            tasks: [{name: a, action: a.b, decision: {x: {default: true, next: b}}}, {name: b, action: a.b}] | tasks.0.decision: task 'a': must be a list, found a map
            tasks: [{name: a, action: a.b, decision: [{next: a}]}]             | tasks.0.decision.0: task 'a': needs 'when', or 'default: true'
            """)
    void whatCannotRunAtAllIsFatal(String definition, String problem) {
        assertThat(problems(definition, Severity.FATAL)).containsExactly(problem);
        assertThat(WorkflowReader.read(yaml(definition)).plan()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tasks: [{name: a, action: core.gone}]                              | tasks.0.action: task 'a': there is no action 'core.gone'
            tasks: [{name: item, action: a.b}]                                 | tasks.0.name: task 'item': 'item' is a reserved name; rename the task
            tasks: [{name: a, action: a.b, join: 2}]                           | tasks.0.join: task 'a': waits for 2 predecessors, but only 0 lead to it
            tasks: [{name: a, action: a.b}, {name: b, action: a.b, next: [{do: [b], when: 'failed()'}]}] | tasks.1.name: task 'b': can never start: no path from the start leads to it
            tasks: [{name: a, action: a.b, next: [{publish: [{'x y': 1}]}]}]   | tasks.0.next: task 'a': 'x y' cannot be the name of a variable: only letters, digits, _ and -
            tasks: [{name: a, action: a.b, input: {x: ['{{ nam }}']}}]         | tasks.0.input.x.0: task 'a': unknown name 'nam' in "{{ nam }}"; did you mean 'name'?
            tasks: [{name: a, action: a.b, input: {x: '{{ task.b.n }}'}}]      | tasks.0.input.x: task 'a': there is no 'b' in 'task' in "{{ task.b.n }}"; did you mean 'task.a'?
            tasks: [{name: a, action: a.b, next: [{when: 'workflow.cuont > 1'}]}] | tasks.0.next.0.when: task 'a': there is no 'cuont' in 'workflow' in "{{ workflow.cuont > 1 }}"
            tasks: [{name: a, action: a.b, input: {x: '{{ item }}'}}]          | tasks.0.input.x: task 'a': unknown name 'item' in "{{ item }}"
            """)
    void whatGoesWrongWhenItIsReachedIsAnError(String definition, String problem) {
        assertThat(problems(definition, Severity.ERROR))
                .singleElement()
                .asString()
                .startsWith(problem);
        assertThat(WorkflowReader.read(yaml(definition)).plan()).isPresent();
    }

    @Test
    void aLoopWithoutAnExitIsFoundAndSpelledOut() {
        assertThat(problems("""
                tasks:
                  - {name: a, action: a.b, next: [{do: [b]}]}
                  - {name: b, action: a.b, next: [{do: [c]}]}
                  - {name: c, action: a.b, next: [{do: [b]}]}
                """, Severity.ERROR))
                .containsExactly("tasks.2.next: task 'c': the loop b → c → b has no exit: its transitions are all"
                        + " unconditional; give one of them a 'when'");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a > j, j:2 > b, b > j                            | j 2 1
            a > j, j:2 > b, b > c, c > j                     | j 2 1
            a > j, x > j, j:3 > b, b > j                     | j 3 2
            a > x, b > y, x:2 > y, y:2 > x                   | x 2 1, y 2 1
            a > j, j:2 > j                                   | j 2 1
            a > j, j:2 > b, b > j e, y > e, e:3 > f, f > e   | j 2 1, e 3 2
            a > j, j:2 > b, b > j e, y > e, e:2 > f, f > e   | j 2 1
            """)
    void aJoinThatWaitsForWhatFollowsItCanNeverStart(String graph, String joins) {
        assertThat(problems(graph(graph), Severity.ERROR))
                .zipSatisfy(List.of(joins.split(", ", -1)), (problem, join) -> {
                    String[] words = join.split(" ", -1);
                    assertThat(problem)
                            .contains(
                                    ".join: task '" + words[0] + "': waits for " + words[1] + " predecessors, but only "
                                            + words[2] + " can complete before it; the others follow it");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a > j, j:1 > b, b > j",
                "a > j, x > j, j:2 > b, b > j",
                "a > b c, b > d, c > e, e > d, d:2 > a",
                "j:2 > b c, b > j, c > j"
            })
    void aJoinInALoopMayWaitForThoseThatComeFirst(String graph) {
        assertThat(problems(graph(graph), Severity.ERROR)).isEmpty();
    }

    /** Tasks with their joins, and what each leads to. */
    private static String graph(String text) {
        return "tasks: ["
                + Stream.of(text.split(", ", -1)).map(WorkflowReaderTest::task).collect(joining(", ")) + "]";
    }

    private static String task(String text) {
        String[] ends = text.split(" > ", -1);
        String[] name = ends[0].split(":", -1);
        return "{name: " + name[0] + ", action: a.b" + (name.length > 1 ? ", join: " + name[1] : "")
                + ", next: [{when: succeeded(), do: [" + ends[1].replace(' ', ',') + "]}]}";
    }

    @Test
    void aWorkflowWithoutAnEntryIsAdvisedThatItStartsWithTheFirst() {
        String definition = """
                tasks:
                  - {name: a, action: a.b, next: [{do: [b]}]}
                  - {name: b, action: a.b, next: [{when: "failed()", do: [a]}]}
                """;

        assertThat(problems(definition, Severity.ERROR)).isEmpty();
        assertThat(problems(definition, Severity.ADVICE)).hasSize(1);
    }

    @Test
    void askingForAVariableThatNobodySetsIsAllowedWhereItMayBeMissing() {
        assertThat(problems(
                        "tasks: [{name: a, action: a.b, input: {x: \"{{ workflow.x | default(1) }}\"}}]",
                        Severity.ERROR))
                .isEmpty();
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        assertThat(problems("""
                tasks:
                  - {name: a, action: core.gone, join: 1, input: {x: "{{ 1 + }}", y: "{{ z }}"}}
                """, Severity.ERROR)).hasSize(4);
    }

    @Test
    void mapsOfTasksAndListsOfVariablesAreAcceptedAsInOldFiles() {
        var plan = WorkflowReader.read(yaml("""
                        vars: [{x: 1}, {y: 2}]
                        tasks: {a: {action: a.b, on_success: b}, b: {action: a.b}}
                        """)).plan().orElseThrow();

        assertThat(plan.tasks()).containsOnlyKeys("a", "b");
        assertThat(plan.entries()).containsExactly("a");
        assertThat(plan.variables().source()).isEqualTo(yaml("{x: 1, y: 2}"));
    }

    @Test
    void aReadingWithAdviceOnlyMayBeSaved() {
        assertThat(WorkflowReader.check(yaml("tasks: [{name: a, action: a.b}]"), FlatSchema.EMPTY, _ -> true)
                        .sound())
                .isTrue();
        assertThat(WorkflowReader.check(yaml("tasks: [{name: a, action: a.b}]"), FlatSchema.EMPTY, _ -> false)
                        .sound())
                .isFalse();
    }
}
