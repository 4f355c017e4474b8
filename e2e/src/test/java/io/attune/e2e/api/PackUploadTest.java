package io.attune.e2e.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A7 Pack upload deploys everything; the queue's route comes with queues. */
class PackUploadTest {
    private static final Api API = Platform.shared().admin();

    private final String pack =
            "up" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);

    @Test
    void everyComponentIsReadableWithTheValuesOfItsFile() {
        var answer = upload(archive()).expect(201);
        assertThat(API.get("/api/v1/audit-events/by-request/"
                                + answer.header("X-Request-Id").orElseThrow())
                        .expect(200)
                        .json()
                        .path("data"))
                .anySatisfy(record -> {
                    assertThat(record.path("event_type").asText()).isEqualTo("pack.uploaded");
                    assertThat(record.path("resource_ref").asText()).isEqualTo(pack);
                });
        var uploaded = answer.data();
        assertThat(uploaded.path("pack").path("ref").asText()).isEqualTo(pack);
        assertThat(uploaded.path("test_result").isNull()).isTrue();

        var action = get("/api/v1/actions/" + pack + ".greet");
        assertThat(action.path("entrypoint").asText()).isEqualTo("greet.sh");
        assertThat(action.path("is_adhoc").asBoolean(true)).isFalse();
        assertThat(action.has("workflow_def")).isFalse();
        assertThat(action.path("default_execution_permission_set_refs")).isEqualTo(Json.array(pack + ".reader"));

        var trigger = get("/api/v1/triggers/" + pack + ".ping");
        assertThat(trigger.path("enabled").asBoolean()).isTrue();
        assertThat(trigger.path("param_schema").has("room")).isTrue();
        assertThat(trigger.path("sensor_ref").asText()).isEqualTo(pack + ".watch");

        var rule = get("/api/v1/rules/" + pack + ".greet_on_ping");
        assertThat(rule.path("action_ref").asText()).isEqualTo(pack + ".greet");
        assertThat(rule.path("trigger_ref").asText()).isEqualTo(pack + ".ping");
        assertThat(rule.path("action_params").path("name").asText()).isEqualTo("{{ event.payload.name }}");
        assertThat(rule.path("is_adhoc").asBoolean(true)).isFalse();

        var sensor = get("/api/v1/sensors/" + pack + ".watch");
        assertThat(sensor.path("trigger_types")).isEqualTo(Json.array(pack + ".ping"));

        var workflow = get("/api/v1/actions/" + pack + ".twice");
        assertThat(workflow.path("workflow_def").isIntegralNumber()).isTrue();

        var sets = API.get("/api/v1/permissions/sets").expect(200).json();
        assertThat(sets).anySatisfy(set -> {
            assertThat(set.path("ref").asText()).isEqualTo(pack + ".reader");
            assertThat(set.path("grants")).hasSizeGreaterThanOrEqualTo(2);
        });

        long execution = API.post(
                        "/api/v1/executions/execute",
                        Json.object("action_ref", pack + ".greet", "parameters", Json.object("name", "Ada")))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        var ended = Poll.until(
                Duration.ofSeconds(20),
                "greet completes",
                () -> get("/api/v1/executions/" + execution),
                io.attune.e2e.harness.Fixture::isTerminal);
        assertThat(ended.path("result").path("stdout").asText())
                .as(ended.toString())
                .contains("Hello Ada from the library");
    }

    @Test
    void uploadingAgainReplacesAndRemovesWhatIsGone() {
        upload(archive()).expect(201);
        upload(archive()).expect(409);

        var answer = API.upload(
                "/api/v1/packs/upload",
                "pack.tar.gz",
                archive().without("rules/greet_on_ping.yaml").bytes(),
                Map.of("force", "true"));

        answer.expect(201);
        API.get("/api/v1/rules/" + pack + ".greet_on_ping").expect(404);
        API.get("/api/v1/actions/" + pack + ".greet").expect(200);
        API.delete("/api/v1/packs/" + pack).expect(200);
        API.get("/api/v1/packs/" + pack).expect(404);
        API.get("/api/v1/actions/" + pack + ".greet").expect(404);
        API.get("/api/v1/triggers/" + pack + ".ping").expect(404);
    }

    @Test
    void archivesThatLeaveTheirDirectoryAreRefusedAndWriteNothing() {
        for (var evil : new PackArchive[] {
            archive().file("../evil-" + pack, "x"),
            archive().file("/tmp/evil-" + pack, "x"),
            archive().link("link", "/etc/passwd"),
            archive().link("up", "../../outside")
        }) {
            assertThat(upload(evil).status()).isBetween(400, 499);
            API.get("/api/v1/packs/" + pack).expect(404);
        }
        assertThat(java.nio.file.Path.of("/tmp/evil-" + pack)).doesNotExist();
    }

    @Test
    void mistakesNameFileLineAndField() {
        var answer = upload(
                archive()
                        .file("rules/greet_on_ping.yaml", """
                                ref: %s.greet_on_ping
                                label: Greet
                                trigger_ref: %s.ping
                                action_ref: %s.greet
                                criteria: "{{ trigger.payload.level == }}"
                                """.formatted(pack, pack, pack))
                        .file(
                                "actions/greet.yaml",
                                "ref: " + pack
                                        + ".greet\nlabel: Greet\nrunner_type: shell\noutput_format: xml\nentry_point: greet.sh\n"));

        // A component that cannot be read is left out and named; the rest of the pack is installed (packs.md §2).
        var warnings = answer.expect(201).data().path("warnings").toString();
        assertThat(warnings)
                .contains("rules/greet_on_ping.yaml")
                .contains("criteria")
                .contains("5");
        assertThat(warnings)
                .contains("actions/greet.yaml")
                .contains("output_format")
                .contains("xml");
        API.get("/api/v1/rules/" + pack + ".greet_on_ping").expect(404);
        API.get("/api/v1/actions/" + pack + ".greet").expect(404);
        API.get("/api/v1/triggers/" + pack + ".ping").expect(200);
    }

    @Test
    void aPackFileThatCannotBeReadRefusesThePack() {
        var answer = upload(archive().file("pack.yaml", "ref: " + pack + "\nname: [broken\n"));

        assertThat(answer.expect(400).body()).contains("pack.yaml");
        API.get("/api/v1/packs/" + pack).expect(404);
    }

    private Api.Answer upload(PackArchive archive) {
        return API.upload("/api/v1/packs/upload", "pack.tar.gz", archive.bytes(), Map.of());
    }

    private static com.fasterxml.jackson.databind.JsonNode get(String path) {
        return API.get(path).expect(200).data();
    }

    private PackArchive archive() {
        return new PackArchive()
                .file(
                        "pack.yaml",
                        "ref: " + pack + "\nname: Uploaded\nversion: 1.2.0\ndescription: A pack of the tests\n")
                .file("permission_sets/reader.yaml", """
                        ref: %s.reader
                        label: Reader
                        grants:
                          - resource: actions
                            actions: [read]
                          - resource: executions
                            actions: [read]
                        """.formatted(pack))
                .file("triggers/ping.yaml", """
                        ref: %s.ping
                        label: Ping
                        enabled: true
                        parameters:
                          room: {type: string}
                        """.formatted(pack))
                .file("actions/greet.yaml", """
                        ref: %s.greet
                        label: Greet
                        runner_type: shell
                        entry_point: greet.sh
                        default_execution_permission_set_refs: [%s.reader]
                        parameters:
                          name: {type: string, default: World}
                        """.formatted(pack, pack))
                .file(
                        "actions/greet.sh",
                        "#!/bin/sh\n. \"$(dirname \"$0\")/lib/words.sh\"\nread -r input\necho \"$WORD ${input##*:} from the library\" | tr -d '\"}'\n")
                .file("actions/lib/words.sh", "WORD=Hello\n")
                .file("actions/twice.yaml", """
                        ref: %s.twice
                        label: Twice
                        workflow_file: workflows/twice.workflow.yaml
                        """.formatted(pack))
                .file("actions/workflows/twice.workflow.yaml", """
                        version: 1.0.0
                        tasks:
                          - name: first
                            action: %s.greet
                            next:
                              - do: [second]
                          - name: second
                            action: %s.greet
                        """.formatted(pack, pack))
                .file("rules/greet_on_ping.yaml", """
                        ref: %s.greet_on_ping
                        label: Greet on ping
                        trigger_ref: ping
                        action_ref: greet
                        action_params:
                          name: "{{ event.payload.name }}"
                        """.formatted(pack))
                .file("sensors/watch.yaml", """
                        ref: %s.watch
                        label: Watch
                        runner_type: shell
                        entry_point: watch.sh
                        trigger_types: [%s.ping]
                        """.formatted(pack, pack))
                .file("sensors/watch.sh", "#!/bin/sh\nsleep 1\n");
    }
}
