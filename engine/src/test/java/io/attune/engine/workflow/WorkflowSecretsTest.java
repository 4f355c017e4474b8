package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.core.JsonPointer;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.Scope;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.SecretPath;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

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
}
