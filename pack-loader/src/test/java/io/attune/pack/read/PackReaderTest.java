package io.attune.pack.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.policy.PolicyMethod;
import io.attune.model.policy.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackReaderTest {
    @TempDir
    Path pack;

    @BeforeEach
    void goodPackFile() throws IOException {
        write("pack.yaml", "ref: demo\nversion: 1.0.0\n");
    }

    @Test
    void aMissingPackFileRefusesThePack() throws IOException {
        Files.delete(pack.resolve("pack.yaml"));
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNull();
        assertThat(reading.findings())
                .extracting(Finding::effect, Finding::file)
                .containsExactly(tuple(Finding.Effect.REFUSED, "pack.yaml"));
    }

    @Test
    void everyFaultOfThePackFileIsNamedWithItsPlace() throws IOException {
        write("pack.yaml", "ref: Demo Pack\nversion: 1.0\ntags: one\nconf_schema:\n  level: { type: strin }\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNull();
        assertThat(texts(reading))
                .satisfiesExactly(
                        ref -> assertThat(ref).startsWith("pack.yaml:1:6: ref: 'Demo Pack' is not a pack ref"),
                        version -> assertThat(version)
                                .startsWith("pack.yaml:2:10: version: must be text, found the number 1.0"),
                        tags -> assertThat(tags).startsWith("pack.yaml:3:7: tags: must be a list, found text"),
                        type -> assertThat(type)
                                .startsWith("pack.yaml:5:18: conf_schema.level.type: 'strin' is not a type")
                                .endsWith("did you mean 'string'?"));
    }

    @Test
    void aTwoPartVersionIsRefused() throws IOException {
        write("pack.yaml", "ref: demo\nversion: '1.0'\n");
        assertThat(texts(PackReader.read(pack, false)).getFirst()).contains("write MAJOR.MINOR.PATCH");
    }

    @Test
    void aWrongComponentIsLeftOutAndTheRestIsRead() throws IOException {
        write(
                "actions/bad.yaml",
                "ref: demo.bad\noutput_format: xml\ntimeout_seconds: 0\nparameters: [a]\nentry_point: good.sh\n");
        write("actions/good.yaml", "ref: demo.good\nentry_point: good.sh\n");
        write("actions/good.sh", "echo\n");
        write("triggers/broken.yaml", "ref: demo.broken\n  label: x\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().actions()).extracting(Component::ref).containsExactly("demo.good");
        assertThat(reading.contents().skippedRefs()).containsExactlyInAnyOrder("demo.bad", "demo.broken");
        assertThat(reading.findings()).allMatch(finding -> finding.effect() == Finding.Effect.SKIPPED);
        assertThat(texts(reading))
                .satisfiesExactly(
                        format -> assertThat(format)
                                .isEqualTo(
                                        "actions/bad.yaml:2:16: output_format: 'xml' is not one of text, json, yaml, jsonl"),
                        timeout -> assertThat(timeout)
                                .startsWith("actions/bad.yaml:3:18: timeout_seconds: must be a whole number from 1"),
                        parameters -> assertThat(parameters)
                                .startsWith("actions/bad.yaml:4:13: parameters: a schema is a map"),
                        syntax -> assertThat(syntax)
                                .startsWith("triggers/broken.yaml:2:8: mapping values are not allowed here"));
    }

    @Test
    void refsMayBeShortButNotOfAnotherPack() throws IOException {
        write("triggers/a.yaml", "ref: tick\n");
        write("triggers/b.yaml", "name: tock\n");
        write("triggers/c.yaml", "ref: core.alert\n");
        write("triggers/d.yaml", "label: nameless\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().triggers()).extracting(Component::ref).containsExactly("demo.tick", "demo.tock");
        assertThat(texts(reading))
                .satisfiesExactly(
                        other -> assertThat(other).contains("c.yaml:1:6: ref: 'core.alert' belongs to pack 'core'"),
                        missing -> assertThat(missing).contains("d.yaml:1:1: ref: is required"));
    }

    @Test
    void theSecondComponentOfOneRefIsLeftOut() throws IOException {
        write("triggers/a.yaml", "ref: demo.tick\nlabel: First\n");
        write("triggers/b.yaml", "ref: demo.tick\nlabel: Second\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().triggers())
                .extracting(trigger -> trigger.definition().label())
                .containsExactly("First");
        assertThat(texts(reading).getFirst()).contains("b.yaml").contains("is defined in triggers/a.yaml already");
    }

    @ParameterizedTest
    @CsvSource({
        "shell, core.shell",
        "Python3, core.python",
        "node.js, core.nodejs",
        "builtin, core.native",
        "docker, core.container"
    })
    void runnersHaveAliases(String word, String runtime) throws IOException {
        write("actions/a.yaml", "ref: demo.a\nrunner_type: " + word + "\nentry_point: a\ncontainer: { image: x }\n");
        var contents = PackReader.read(pack, false).contents();
        assertThat(contents).isNotNull();
        assertThat(contents.actions().getFirst().definition().runner()).isEqualTo(runtime);
    }

    @Test
    void internalActionsAreForSystemPacks() throws IOException {
        write("pack.yaml", "ref: demo\nversion: 1.0.0\nsystem: true\n");
        write("actions/a.yaml", "ref: demo.a\nrunner_type: internal\n");
        assertThat(texts(PackReader.read(pack, false)).getFirst())
                .contains("'internal' is for packs shipped with the platform");
        assertThat(PackReader.read(pack, true).findings()).isEmpty();
    }

    @Test
    void anEntryPointOutsideThePackIsRefused() throws IOException {
        write("actions/a.yaml", "ref: demo.a\nentry_point: ../../etc/passwd\n");
        write("actions/b.yaml", "ref: demo.b\nworkflow_file: ../x.yaml\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().actions()).isEmpty();
        assertThat(texts(reading)).allMatch(text -> text.contains("leaves the directory actions/"));
    }

    @Test
    void aMissingScriptIsNotedAndTheActionStays() throws IOException {
        write("actions/a.yaml", "ref: demo.a\nentry_point: a.sh\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().actions()).hasSize(1);
        assertThat(reading.findings().getFirst().effect()).isEqualTo(Finding.Effect.NOTED);
        assertThat(texts(reading).getFirst())
                .startsWith("actions/a.yaml:2:14: entry_point: actions/a.sh does not exist");
    }

    @Test
    void rulesTakeCriteriaAndCompleteShortRefs() throws IOException {
        write("rules/r.yaml", "ref: r\ntrigger_ref: tick\naction_ref: core.echo\ncriteria: event.payload.a == 1\n");
        write("rules/both.yaml", "ref: both\ntrigger_ref: tick\naction_ref: a\ncriteria: a\nconditions: []\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        var rule = reading.contents().rules().getFirst().definition();
        assertThat(rule.triggerRef()).isEqualTo("demo.tick");
        assertThat(rule.actionRef()).isEqualTo("core.echo");
        assertThat(rule.conditions())
                .isEqualTo(JsonNodeFactory.instance.objectNode().put("expression", "event.payload.a == 1"));
        assertThat(rule.permissionSetRefs()).isNull();
        assertThat(texts(reading).getFirst()).contains("keep one of them");
    }

    @Test
    void constraintsThatNobodyKnowsAreFindings() throws IOException {
        write("permission_sets/right.yaml", """
                ref: right
                grants:
                  - resource: keys
                    actions: [read]
                    constraints: {pack_refs: [demo], ids: [1, 2], owner: self, encrypted: false, attributes: {team: red}}
                """);
        write("permission_sets/wrong.yaml", """
                ref: wrong
                grants:
                  - resource: keys
                    actions: [read]
                    reason: because
                    constraints:
                      packs: [demo]
                      ids: [one]
                      owner: me
                      execution_scope: [self]
                      visibility: public
                      encrypted: maybe
                      attributes: red
                """);
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().permissionSets())
                .extracting(Component::ref)
                .containsExactly("demo.right");
        assertThat(texts(reading))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("permission_sets/wrong.yaml:5:")
                        .contains("reason"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("permission_sets/wrong.yaml:7:")
                        .contains("constraints.packs"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("permission_sets/wrong.yaml:8:")
                        .contains("whole numbers"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("permission_sets/wrong.yaml:9:")
                        .contains("'me'"))
                .anySatisfy(text -> assertThat(text).startsWith("permission_sets/wrong.yaml:10:"))
                .anySatisfy(text -> assertThat(text).startsWith("permission_sets/wrong.yaml:11:"))
                .anySatisfy(text -> assertThat(text).startsWith("permission_sets/wrong.yaml:12:"))
                .anySatisfy(text -> assertThat(text).startsWith("permission_sets/wrong.yaml:13:"));
    }

    @Test
    void wrongExpressionsOfRulesAreFindings() throws IOException {
        write("rules/r.yaml", """
                ref: r
                trigger_ref: tick
                action_ref: core.echo
                criteria: "event.payload.a == "
                action_params:
                  text: fine
                  list:
                    - "{{ 1 + }}"
                """);
        write("rules/tree.yaml", "ref: tree\ntrigger_ref: t\naction_ref: a\nconditions: { and: [] }\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().rules()).isEmpty();
        assertThat(texts(reading))
                .satisfiesExactly(
                        criteria -> assertThat(criteria).startsWith("rules/r.yaml:4:11: criteria: "),
                        template -> assertThat(template).startsWith("rules/r.yaml:8:7: action_params.list[0]: "),
                        tree -> assertThat(tree).startsWith("rules/tree.yaml:4:13: conditions: "));
    }

    @Test
    void queuesAreReadStrictly() throws IOException {
        write("queues/q.yaml", "ref: demo.q\nlabel: Q\ndispatch_action: core.echo\nbatchmode: batch\n");
        assertThat(texts(PackReader.read(pack, false)).getFirst())
                .isEqualTo("queues/q.yaml:4:1: batchmode: is not a known field; did you mean 'batch_mode'?");
    }

    @Test
    void policiesLimitThePackOrOneOfItsActions() throws IOException {
        write("policies/a.yaml", "ref: all\nthreshold: 2\nparameters: [host]\nmethod: cancel\n");
        write(
                "policies/b.yaml",
                "ref: demo.calls\naction_ref: call\nrate_limit: { max_executions: 5, window_seconds: 60 }\nqueue_limit: 3\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        var all = reading.contents().policies().getFirst().definition();
        assertThat(all.ref()).isEqualTo("demo.all");
        assertThat(all.name()).isEqualTo("All");
        assertThat(all.actionRef()).isNull();
        assertThat(all.threshold()).isEqualTo(2);
        assertThat(all.rateLimit()).isNull();
        assertThat(all.parameters()).containsExactly("host");
        assertThat(all.method()).isEqualTo(PolicyMethod.CANCEL);
        var calls = reading.contents().policies().get(1).definition();
        assertThat(calls.actionRef()).isEqualTo("demo.call");
        assertThat(calls.rateLimit()).isEqualTo(new RateLimit(5, Duration.ofMinutes(1)));
        assertThat(calls.method()).isEqualTo(PolicyMethod.ENQUEUE);
        assertThat(calls.queueLimit()).isEqualTo(3);
        assertThat(calls.queueTimeout()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void policiesAreReadStrictly() throws IOException {
        write("policies/a.yaml", "ref: demo.a\ntreshold: 2\n");
        write("policies/b.yaml", "ref: demo.b\naction_ref: core.echo\nthreshold: 0\n");
        write("policies/c.yaml", "name: No ref\nrate_limit:\n  max_executions: 5\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().policies()).isEmpty();
        assertThat(texts(reading))
                .anyMatch(text -> text.startsWith(
                        "policies/a.yaml:2:1: treshold: is not a known field; did you mean 'threshold'?"))
                .anyMatch(text -> text.startsWith("policies/a.yaml:1:1: threshold: or rate_limit is required"))
                .anyMatch(text ->
                        text.startsWith("policies/b.yaml:2:13: action_ref: 'core.echo' is an action of another pack"))
                .anyMatch(text -> text.startsWith("policies/b.yaml:3:12: threshold: must be a whole number from 1"))
                .anyMatch(text -> text.startsWith("policies/c.yaml:1:1: ref: "))
                .anyMatch(text -> text.contains("rate_limit.max_executions: and window_seconds are both required"));
    }

    @Test
    void workflowsBelongToTheirActionsOrMakeOne() throws IOException {
        write(
                "actions/deploy.yaml",
                "ref: demo.deploy\nworkflow_file: workflows/deploy.workflow.yaml\nlabel: Deploy it\n");
        write("actions/workflows/deploy.workflow.yaml", "version: 1.0.0\ntasks:\n  - name: a\n    action: core.noop\n");
        write("workflows/clean.yaml", "ref: demo.clean\nversion: 1.0.0\ntasks:\n  - { name: a, action: core.noop }\n");
        write("workflows/bad.yaml", "version: 1.0.0\ntasks:\n  - name: a\n  - name: a\n");
        var reading = PackReader.read(pack, false);
        assertThat(reading.contents()).isNotNull();
        assertThat(reading.contents().workflows())
                .extracting(Component::ref)
                .containsExactly("demo.clean", "demo.deploy");
        assertThat(reading.contents().actions())
                .extracting(Component::ref)
                .containsExactly("demo.deploy", "demo.clean");
        assertThat(reading.contents().workflows().get(1).definition().label()).isEqualTo("Deploy it");
        assertThat(texts(reading).getFirst())
                .startsWith("workflows/bad.yaml:4:11: tasks.1.name: another task is called 'a'");
    }

    @Test
    void aRuntimeThatTakesAVariableOfThePlatformIsLeftOut() throws IOException {
        write(
                "runtimes/r.yaml",
                "ref: demo.r\nexecution_config:\n  env_vars:\n    MODE: x\n    ATTUNE_API_URL: http://evil\n");
        assertThat(texts(PackReader.read(pack, false)))
                .anyMatch(
                        text -> text.startsWith(
                                "runtimes/r.yaml:5:21: execution_config.env_vars.ATTUNE_API_URL: names beginning with ATTUNE_ belong to the platform"));
    }

    @Test
    void nearlyKnownFieldsAreNoted() throws IOException {
        write("actions/a.yaml", "ref: demo.a\nentrypoint: a.sh\nfavourite_colour: red\n");
        assertThat(texts(PackReader.read(pack, false)))
                .anyMatch(text -> text.contains(
                        "a.yaml:2:1: entrypoint: is not a known field and is ignored; did you mean 'entry_point'?"))
                .noneMatch(text -> text.contains("favourite_colour"));
    }

    private void write(String file, String text) throws IOException {
        Path path = pack.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static List<String> texts(PackReading reading) {
        return reading.findings().stream().map(Finding::toString).toList();
    }
}
