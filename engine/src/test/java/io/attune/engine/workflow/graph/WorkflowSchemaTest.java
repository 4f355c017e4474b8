package io.attune.engine.workflow.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema for editors says what the reader says. */
class WorkflowSchemaTest {
    private static final Path REPOSITORY = Path.of("..");
    private static final YAMLMapper YAML = new YAMLMapper();

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(REPOSITORY.resolve("docs/workflow.schema.json")));
    }

    private static boolean accepts(JsonNode document) throws IOException {
        return schema().validate(new JsonMapper().writeValueAsString(document), InputFormat.JSON)
                .isEmpty();
    }

    private static JsonNode document(String definition) throws IOException {
        ObjectNode document = (ObjectNode) YAML.readTree(definition);
        return document.put("version", "1");
    }

    @Test
    void shippedWorkflowsFitIt() throws IOException {
        try (var files = Files.walk(REPOSITORY.resolve("packs"))) {
            var workflows = files.filter(file -> file.toString().endsWith(".workflow.yaml"))
                    .toList();
            assertThat(workflows).isNotEmpty();
            for (Path file : workflows) {
                JsonNode workflow = YAML.readTree(file.toFile());
                assertThat(accepts(workflow)).as("%s", file).isTrue();
                assertThat(WorkflowReader.read(workflow).problems()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks: [{name: a, action: a.b}]",
                "tasks: [{name: a, type: parallel, tasks: [{name: b, action: a.b}]}]",
                "tasks: {a: {action: a.b, on_success: a}}",
                "{vars: [{x: 1}], tasks: [{name: a, action: a.b, with_items: '{{ x }}', concurrency: 2, batch_size: 3}]}",
                "tasks: [{name: a, action: a.b, next: [{when: false, publish: [x, y: 1], do: a, label: again}]}]",
                "tasks: [{name: a, action: a.b, retry: {count: 1, delay: 0, backoff: linear, on_error: 'true'}}]",
                "tasks: [{name: a, action: a.b, decision: [{when: 'true', next: a}, {default: true, next: a}]}]",
                "tasks: [{name: a, action: a.b, unknown: field}]"
            })
    void bothTakeWhatIsRight(String definition) throws IOException {
        JsonNode document = document(definition);

        assertThat(accepts(document)).isTrue();
        assertThat(WorkflowReader.read(document).plan()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tasks: []",
                "tasks: [5]",
                "tasks: [{action: a.b}]",
                "tasks: [{name: a}]",
                "tasks: [{name: a, action: ab}]",
                "tasks: [{name: a, type: parallel}]",
                "tasks: [{name: a, type: nothing, action: a.b}]",
                "tasks: [{name: a, action: a.b, join: 0}]",
                "tasks: [{name: a, action: a.b, timeout: '5'}]",
                "tasks: [{name: a, action: a.b, retry: {count: 1}}]",
                "tasks: [{name: a, action: a.b, retry: {count: 1, delay: 1, backoff: random}}]",
                "tasks: [{name: a, action: a.b, next: [{do: [5]}]}]",
                "tasks: [{name: a, action: a.b, next: [{publish: [5]}]}]",
                "tasks: [{name: a, action: a.b, decision: [{next: a}]}]",
                "{cancellation_policy: never, tasks: [{name: a, action: a.b}]}",
                "{vars: 5, tasks: [{name: a, action: a.b}]}"
            })
    void bothRefuseWhatIsWrong(String definition) throws IOException {
        JsonNode document = document(definition);

        assertThat(accepts(document)).isFalse();
        assertThat(WorkflowReader.read(document).plan()).isEmpty();
    }
}
