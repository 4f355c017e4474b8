package io.attune.pack.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class YamlWriterProperties {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(@ForAll("documents") JsonNode document) throws YamlException {
        assertThat(YamlReader.read(YamlWriter.write(document)).orElseThrow().json())
                .isEqualTo(document);
    }

    @Example
    void aWorkflowLooksAsPeopleWriteIt() {
        var task = JSON.objectNode().put("name", "greet").put("action", "core.echo");
        task.putObject("input").put("message", "{{ parameters.who }}").put("loud", true);
        task.putArray("next").addObject().putArray("do").add("end");
        var workflow = JSON.objectNode().put("version", "1.0.0");
        workflow.putObject("vars");
        workflow.putArray("tasks").add(task);

        assertThat(YamlWriter.write(workflow)).isEqualTo("""
                version: "1.0.0"
                vars: {}
                tasks:
                  - name: greet
                    action: core.echo
                    input:
                      message: "{{ parameters.who }}"
                      loud: true
                    next:
                      - do:
                          - end
                """);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        Arbitrary<String> texts = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(12),
                Arbitraries.strings().ascii().ofMaxLength(12),
                Arbitraries.of("yes", "1.0", "~", "null", "- a", "a: b", "# no", "{{ x }}", "a b", "<<", "0x1f", ""));
        Arbitrary<JsonNode> scalars = Arbitraries.oneOf(
                texts.map(JSON::textNode),
                Arbitraries.integers().map(JSON::numberNode),
                Arbitraries.of(true, false).map(JSON::booleanNode),
                Arbitraries.just(JSON.nullNode()));
        Arbitrary<JsonNode> flat = holding(texts, scalars);
        return Arbitraries.oneOf(scalars, flat, holding(texts, Arbitraries.oneOf(scalars, flat)));
    }

    private static Arbitrary<JsonNode> holding(Arbitrary<String> texts, Arbitrary<JsonNode> values) {
        return Arbitraries.oneOf(
                values.list().ofMaxSize(3).map(YamlWriterProperties::list),
                Arbitraries.maps(texts.filter(key -> !key.equals("<<")), values)
                        .ofMaxSize(3)
                        .map(members -> JSON.objectNode().setAll(members)));
    }

    private static JsonNode list(List<JsonNode> items) {
        return JSON.arrayNode().addAll(items);
    }
}
