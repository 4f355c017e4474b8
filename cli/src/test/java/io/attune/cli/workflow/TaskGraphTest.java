package io.attune.cli.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class TaskGraphTest {
    private static TaskGraph graph(String definition) throws Exception {
        return new TaskGraph(new ObjectMapper().readTree(definition));
    }

    @Test
    void oldFormsCountOnlyWhereThereIsNoNext() throws Exception {
        var graph = graph("""
                {"tasks": [
                    {"name": "a", "action": "p.a", "next": [{"do": ["b"]}], "on_failure": "c", "decision": [{"default": true, "next": "c"}]},
                    {"name": "b", "action": "p.b", "on_failure": "c"},
                    {"name": "c", "action": "p.c"}]}
                """);

        assertThat(graph.mermaid().lines().filter(line -> line.contains("-->")))
                .containsExactly("    t0 --> t1", "    t1 -->|\"failed()\"| t2");
    }

    @Test
    void partsStandUnderTheirTask() throws Exception {
        var graph = graph("""
                {"tasks": [
                    {"name": "both", "type": "parallel", "next": [{"do": ["last"]}],
                        "tasks": [{"name": "one", "action": "p.one"}, {"name": "two", "action": "p.two"}]},
                    {"name": "last", "action": "p.last"}]}
                """);

        assertThat(graph.text().lines())
                .containsExactly("both (parallel)", "  → last (p.last)", "  → one (p.one)", "  → two (p.two)");
    }
}
