package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.SecretPath;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets on their way through a workflow (expressions.md §9). */
class WorkflowSecretsTest {
    private static final SecretSource RESULT = new SecretSource(SecretKind.EXECUTION_RESULT, null);
    private static final String WORKFLOW = """
            tasks:
              - name: a
                action: core.noop
                next:
                  - publish:
                      - login: "{{ result().login }}"
                      - user: "{{ result().data.login.user }}"
                    do: [b]
              - {name: b, action: net.login, input: {password: "{{ workflow.login.password }}", user: "{{ user }}"}}
            output_map: {login: "{{ workflow.login }}"}
            """;

    private static Stage published() {
        var stage = Stage.of(WORKFLOW);
        stage.schemas.put(
                "net.login",
                FlatSchema.of(Stage.yaml("{password: {type: string, secret: true}, user: {type: string}}")));
        stage.start();
        return stage.end(
                "a",
                false,
                new ChildResult(
                        ExecutionStatus.COMPLETED,
                        Stage.yaml("{data: {login: {user: eva, password: hunter2}}}"),
                        List.of(new SecretPlace(JsonPointer.compile("/data/login/password"), RESULT))));
    }

    @Test
    void thePlacesOfSecretsGoWithWhatIsPublished() {
        var stage = published();

        assertThat(stage.state.variables().current())
                .extracting(
                        Variables.Version::name,
                        version -> version.secrets().stream()
                                .map(place -> place.at().toString())
                                .toList())
                .contains(tuple("login", List.of("/password")), tuple("user", List.of()));
        assertThat(Objects.requireNonNull(stage.children.get(stage.key("b")))
                        .started
                        .secrets())
                .containsExactly(new SecretPlace(JsonPointer.compile("/password"), RESULT));
    }

    @Test
    void theStoredStateHoldsMarkersAndTheSecretsBesideThem() {
        WorkflowState state = published().state;
        StoredVariables stored = StateJson.variables(state);

        assertThat(stored.versions().toString() + StateJson.core(state)).doesNotContain("hunter2");
        assertThat(stored.secrets()).extracting(leaf -> leaf.value().asText()).containsExactly("hunter2");
    }

    @Test
    void theResultOfTheWorkflowSaysWhereItsSecretsAre() {
        var stage = published().complete("b");

        assertThat(stage.finish.orElseThrow().secrets())
                .containsExactly(new SecretPlace(JsonPointer.compile("/login/password"), RESULT));
    }

    @Test
    void aSecretForAParameterThatIsNoneIsRefused() {
        var stage = Stage.of("tasks: [{name: a, action: core.echo, input: {message: 'x {{ keystore.token }}'}}]");
        stage.surroundings = Scope.of(Map.of("keystore", Stage.yaml("token: hunter2")));
        stage.surroundingSecrets =
                List.of(new SecretOrigin(SecretPath.of("keystore", "token"), SecretSource.key("token")));
        stage.start();

        assertThat(stage.error())
                .contains("Parameter 'message'", "the encrypted key 'token'")
                .doesNotContain("hunter2");
    }

    @Test
    void aSecretItemIsSecretInItsOwnChildOnly() {
        var stage = Stage.of(
                "tasks: [{name: a, action: net.login, with_items: '{{ parameters.logins }}', input: {password: '{{ item }}'}}]");
        stage.schemas.put("net.login", FlatSchema.of(Stage.yaml("{password: {type: string, secret: true}}")));
        stage.with("logins: [open, hunter2]");
        stage.parameterSecrets = List.of(new SecretPlace(JsonPointer.compile("/logins/1"), SecretSource.SCHEMA));
        stage.start();

        assertThat(stage.children.values().stream()
                        .map(child -> child.started.secrets().size()))
                .hasSize(2)
                .last()
                .isEqualTo(1);
    }

    @Test
    void aChunkWithASecretItemIsSecretAndOthersAreNot() {
        var stage = logins(
                "['open', 'public', '{{ parameters.password }}', 'known']",
                "batch_size: 2, input: {password: '{{ item }}'}");
        stage.with("password: hunter2");
        stage.parameterSecrets = List.of(new SecretPlace(JsonPointer.compile("/password"), SecretSource.SCHEMA));
        stage.start();

        assertThat(places(stage)).containsExactly(List.of(), List.of("/password"));
    }

    @Test
    void ofAListOnlyTheSecretItemsAre() {
        var stage = logins(
                "['{{ parameters.password }}', 'open', {user: eva, pass: '{{ parameters.password }}'}]",
                "input: {password: '{{ item }}'}");
        stage.with("password: hunter2");
        stage.parameterSecrets = List.of(new SecretPlace(JsonPointer.compile("/password"), SecretSource.SCHEMA));
        stage.start();

        assertThat(places(stage)).containsExactly(List.of("/password"), List.of(), List.of("/password/pass"));
    }

    @Test
    void ofASecretListEachItemIsSecret() {
        var stage = logins("'{{ parameters.logins }}'", "input: {password: '{{ item }}'}");
        stage.with("logins: [hunter2, sesame]");
        stage.parameterSecrets = List.of(new SecretPlace(JsonPointer.compile("/logins"), SecretSource.SCHEMA));
        stage.start();

        assertThat(places(stage)).containsExactly(List.of("/password"), List.of("/password"));
    }

    /** Looking for each of them in each child would take minutes. */
    @Test
    @Timeout(60)
    void manySecretItemsTakeLinearTime() {
        int many = 20_000;
        var stage =
                logins("'{{ parameters.logins }}'", "input: {password: '{{ item }}', user: '{{ parameters.user }}'}");
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        List<SecretPlace> secrets = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            list.add("secret " + i);
            secrets.add(new SecretPlace(JsonPointer.compile("/logins/" + i), SecretSource.SCHEMA));
        }
        stage.parameters.put("user", "eva").set("logins", list);
        stage.parameterSecrets = secrets;
        stage.start();

        assertThat(places(stage)).hasSize(many).containsOnly(List.of("/password"));
    }

    private static Stage logins(String list, String task) {
        var stage = Stage.of("tasks: [{name: a, action: net.login, with_items: " + list + ", " + task + "}]");
        stage.schemas.put("net.login", FlatSchema.of(Stage.yaml("{password: {secret: true}, user: {type: string}}")));
        return stage;
    }

    private static List<List<String>> places(Stage stage) {
        return stage.children.values().stream()
                .map(child -> child.started.secrets().stream()
                        .map(place -> place.at().toString())
                        .toList())
                .toList();
    }
}
