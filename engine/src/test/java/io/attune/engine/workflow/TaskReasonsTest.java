package io.attune.engine.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import io.attune.engine.workflow.TaskReasons.TaskReason;
import io.attune.model.secret.SecretKind;
import io.attune.model.secret.SecretPlace;
import io.attune.model.secret.SecretSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Why each task of a run did not run to its end (ui.md §6.6). */
class TaskReasonsTest {
    private static final String BRANCHES = """
            tasks:
              - {name: a, action: core.noop, input: {x: 1}, next: [{when: "{{ parameters.n > 3 }}", do: [b]}, {do: [c]}]}
              - {name: b, action: core.noop, next: [{do: [d]}]}
              - {name: c, action: core.noop, when: "{{ parameters.n == 0 }}"}
              - {name: d, action: core.noop}
            """;

    private static TaskReason reason(Stage stage, String task) {
        return TaskReasons.of(stage.plan, stage.state, stage.notes, Map.of("a", "execution 9 is failed: exit code 1"))
                .stream()
                .filter(reason -> reason.task().equals(task))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBranchThatWasNotTakenShowsTheConditionAndWhatItSaw() {
        var stage = Stage.of(BRANCHES).with("n: 1").start().complete("a");

        var b = reason(stage, "b");
        assertThat(b.state()).isEqualTo("not_started");
        assertThat(b.why().evidence())
                .singleElement()
                .asString()
                .contains("'a' does not lead to 'b'", "parameters.n > 3", "parameters.n was 1");
        assertThat(reason(stage, "d").why().evidence()).containsExactly("'b' has not run either");
    }

    @Test
    void aSkippedTaskShowsItsCondition() {
        var stage = Stage.of(BRANCHES).with("n: 1").start().complete("a");

        assertThat(reason(stage, "c").state()).isEqualTo("skipped");
        assertThat(reason(stage, "c").why().evidence())
                .singleElement()
                .asString()
                .contains("parameters.n was 1");
    }

    @Test
    void whereAConditionCanSeeASecretNoValueIsShown() {
        var stage = Stage.of(BRANCHES).with("n: 1");
        stage.parameterSecrets = List.of(
                new SecretPlace(JsonPointer.compile("/n"), new SecretSource(SecretKind.WORKFLOW_PARAMETER, null)));
        stage.start().complete("a");

        assertThat(reason(stage, "c").why().evidence()).isEmpty();
        assertThat(reason(stage, "b").why().evidence().toString()).doesNotContain("was 1");
    }

    @Test
    void whatFailedSaysWhatItsRunSaidAndWhatFollowsThatItWaits() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{when: "{{ succeeded() }}", do: [b]}]}
                  - {name: b, action: core.noop}
                  - {name: c, action: core.noop, delay: 30}
                """).start();
        assertThat(reason(stage, "b").why().evidence()).containsExactly("'a' has not ended");
        assertThat(reason(stage, "c").state()).isEqualTo("delayed");

        stage.fail("a");
        assertThat(reason(stage, "a").state()).isEqualTo("failed");
        assertThat(reason(stage, "a").why().evidence()).containsExactly("execution 9 is failed: exit code 1");
    }

    @Test
    void aJoinNamesWhoIsMissing() {
        var stage = Stage.of("""
                tasks:
                  - {name: a, action: core.noop, next: [{do: [j]}]}
                  - {name: b, action: core.noop, next: [{do: [j]}]}
                  - {name: j, action: core.noop, join: 2}
                """).start().complete("a");

        assertThat(reason(stage, "j").state()).isEqualTo("waits");
        assertThat(reason(stage, "j").why().cause()).isEqualTo("It waits for 2 of a, b to complete; so far a did");
        assertThat(stage.notes).extracting(Note::kind).contains(Note.Kind.JOIN_WAITS, Note.Kind.LED);
    }
}
