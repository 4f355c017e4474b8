package io.attune.e2e.t2;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Workflows;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** T2.4 Parameter templating, cases c to g in workflows; the others are in {@link ParameterTemplatingTest}. */
class WorkflowTemplatingTest {
    private final Fixture fixture = Fixture.shared();
    private final Workflows workflows = new Workflows(fixture);

    WorkflowTemplatingTest() {
        fixture.shellAction("echo", "cat\n", null);
    }

    @Test
    void aKeyIsAParameter() {
        var key = fixture.ref("api_url");
        fixture.api()
                .post(
                        "/api/v1/keys",
                        Json.object(
                                "ref", key, "name", "api_url", "owner_type", "system", "value", "https://example.com"))
                .expect(201);

        var ended = workflows.run(workflows.create("keys", """
                {tasks: [{name: 'a', action: '$.echo', input: {url: '{{ keystore.$.api_url }}'}}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("completed");
        assertThat(workflows.child(ended, "a").path("config").path("url").asText())
                .isEqualTo("https://example.com");
    }

    @Test
    void anEncryptedKeyGoesWhereASecretIsExpectedAndNowhereElse() {
        var key = fixture.ref("token");
        fixture.api()
                .post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                key,
                                "name",
                                "token",
                                "owner_type",
                                "system",
                                "value",
                                "s3cret-of-the-key",
                                "encrypted",
                                true))
                .expect(201);
        fixture.shellAction(
                "secret",
                "cat > /dev/null; echo ok\n",
                Json.object("token", Json.object("type", "string", "secret", true)));

        var given = workflows.run(workflows.create("given", """
                {tasks: [{name: 'first', action: 'core.noop', next: [{publish: [{kept: '{{ keystore.$.token }}'}], do: ['a']}]},
                    {name: 'a', action: '$.secret', input: {token: '{{ workflow.kept }}'}}]}
                """));
        var leaked = workflows.run(workflows.create("leaked", """
                {tasks: [{name: 'a', action: '$.echo', input: {token: '{{ keystore.$.token }}'}}]}
                """));

        assertThat(Workflows.status(given)).as(given.toString()).isEqualTo("completed");
        assertThat(workflows.children(given).toString()).doesNotContain("s3cret-of-the-key");
        assertThat(Workflows.status(leaked)).isEqualTo("failed");
        assertThat(leaked.path("result").path("error").asText()).contains("secret: true");
        assertThat(leaked.toString()).doesNotContain("s3cret-of-the-key");
    }

    @Test
    void theResultOfATaskHasTwoNames() {
        fixture.shellAction("fetch", "echo '{\"api_key\": \"abc\"}'\n", null);
        var ended = workflows.run(workflows.create("results", """
                {tasks: [{name: 'fetch_config', action: '$.fetch', next: [{when: '{{ succeeded() }}', do: ['use']}]},
                    {name: 'use', action: '$.echo',
                     input: {one: '{{ task.fetch_config.result.api_key }}', other: '{{ task.fetch_config.api_key }}'}}]}
                """));

        var config = workflows.child(ended, "use").path("config");
        assertThat(config.path("one").asText()).isEqualTo("abc");
        assertThat(config.path("other").asText()).isEqualTo("abc");
    }

    @Test
    void itemsAndTheirNumbers() {
        var ended = workflows.run(workflows.create("items", """
                {tasks: [{name: 'each', action: '$.echo', with_items: '{{ parameters.names }}',
                    input: {name: '{{ item }}', number: '{{ index }}', label: '#{{ index }}: {{ item }}'}}]}
                """), Json.object("names", Json.array("x", "y")));

        assertThat(workflows.children(ended))
                .extracting(child -> child.path("config"))
                .containsExactly(
                        Json.object("name", "x", "number", 0, "label", "#0: x"),
                        Json.object("name", "y", "number", 1, "label", "#1: y"));
    }

    @Test
    void aTemplateThatCannotBeReadIsRefusedOnSave() {
        var answer = fixture.api().post("/api/v1/workflows", workflows.request("broken", Json.object(), """
                {tasks: [{name: 'a', action: '$.echo', input: {x: '{{ 1 + }}'}}]}
                """));

        answer.expect(422);
        assertThat(answer.body()).contains("definition.tasks.0.input", "task 'a'");
    }

    /** Files of packs are taken as they are, with a warning; what cannot be read then fails when it is needed. */
    @Test
    void aTemplateThatCannotBeReadFailsItsTaskAndIsNamed() {
        var pack = "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        var archive = new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nlabel: Broken\nversion: 1.0.0\n")
                .file("actions/broken.yaml", """
                        ref: %s.broken
                        label: Broken
                        workflow_file: workflows/broken.workflow.yaml
                        """.formatted(pack))
                .file("actions/workflows/broken.workflow.yaml", """
                        version: 1.0.0
                        tasks:
                          - name: sound
                            action: core.noop
                          - name: unreadable
                            action: core.echo
                            input: {message: "{{ 1 + }}"}
                            next:
                              - when: "{{ succeeded() }}"
                                do: [after]
                          - name: after
                            action: core.noop
                        """);

        var uploaded = fixture.api().upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of());
        var ended = workflows.run(pack + ".broken");

        assertThat(uploaded.expect(201).data().path("warnings").toString()).contains("unreadable", "{{ 1 + }}");
        assertThat(Workflows.status(ended)).as(ended.toString()).isEqualTo("failed");
        assertThat(ended.path("result").path("error").asText())
                .contains("1 task(s) failed: unreadable", "unreadable: ", "input.message", "{{ 1 + }}");
        assertThat(workflows.children(ended)).extracting(Workflows::task).containsExactly("sound");
    }

    @Test
    void aTemplateWithoutAValueFailsItsTaskAndIsNamed() {
        var ended = workflows.run(workflows.create("undefined", """
                {tasks: [{name: 'a', action: '$.echo', input: {x: '{{ parameters.nothing.at.all }}'}}]}
                """));

        assertThat(Workflows.status(ended)).isEqualTo("failed");
        assertThat(ended.path("result").path("error").asText()).contains("a: ", "parameters.nothing.at.all");
        assertThat(workflows.children(ended)).isEmpty();
    }
}
