package io.attune.e2e.worker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.PackArchive;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A15 Standalone workers: {@code attune worker} as a process of its own, which shares nothing but the address of the server. */
class RemoteWorkerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void aRemoteWorkerFetchesThePackRunsItAndReports() throws Exception {
        var admin = Platform.shared().admin();
        var site = "site-" + UUID.randomUUID();
        var pack = "remote" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
        upload(admin, pack, "one").expect(201);
        var token = admin.post(
                        "/api/v1/workers/enrolment-tokens",
                        Json.object("label", "test", "labels", Json.object("site", site)))
                .expect(201)
                .data()
                .path("token")
                .asText();
        assertThat(token).startsWith("attune_wt_");
        var worker = Platform.launcher(
                        directory.resolve("worker"),
                        Map.of(),
                        "worker",
                        "--server-url",
                        admin.base().toString(),
                        "--token",
                        token)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("worker.log").toFile())
                .start();
        try {
            Poll.until(
                    LIMIT,
                    "the worker is there",
                    () -> admin.get("/api/v1/workers?page_size=100").expect(200).body(),
                    all -> all.contains("\"remote-"));
            var first = ended(admin, run(admin, pack, site));
            assertThat(first.path("status").asText()).as(first.toString()).isEqualTo("completed");
            assertThat(first.path("result").path("stdout").asText()).contains("version one");
            var shown = admin.get("/api/v1/workers/" + first.path("worker").asLong())
                    .expect(200);
            assertThat(shown.json().path("worker_type").asText()).isEqualTo("remote");

            admin.upload(
                            "/api/v1/packs/upload",
                            "pack.tar.gz",
                            archive(pack, "two").bytes(),
                            Map.of("force", "true"))
                    .expect(201);
            var second = ended(admin, run(admin, pack, site));
            assertThat(second.path("result").path("stdout").asText())
                    .as(second.toString())
                    .contains("version two");
            for (int i = 0; i < 3; i++) {
                assertThat(ended(admin, run(admin, pack, site)).path("status").asText())
                        .isEqualTo("completed");
            }

            admin.delete("/api/v1/packs/" + pack).expect(200);
            admin.post(
                            "/api/v1/executions/execute",
                            Json.object("action_ref", pack + ".where", "parameters", Json.object()))
                    .expect(404);
        } finally {
            worker.destroy();
            assertThat(worker.waitFor(20, java.util.concurrent.TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void aWrongTokenIsRefusedWithAMessage() throws Exception {
        var worker = Platform.launcher(
                        directory.resolve("worker"),
                        Map.of(),
                        "worker",
                        "--server-url",
                        Platform.shared().url().toString(),
                        "--token",
                        "attune_wt_wrong")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("worker.log").toFile())
                .start();
        if (!worker.waitFor(60, java.util.concurrent.TimeUnit.SECONDS)) {
            worker.destroyForcibly();
        }
        var output = java.nio.file.Files.readString(directory.resolve("worker.log"));

        assertThat(worker.waitFor()).as(output).isEqualTo(1);
        assertThat(output).contains("token").doesNotContain("\tat ");
    }

    private static long run(Api admin, String pack, String site) {
        return admin.post(
                        "/api/v1/executions/execute",
                        Json.object(
                                "action_ref", pack + ".where",
                                "parameters", Json.object(),
                                "worker_selector", Json.object("site", site)))
                .expect(201)
                .data()
                .path("id")
                .asLong();
    }

    private static JsonNode ended(Api admin, long id) {
        return Poll.until(
                LIMIT,
                "execution " + id + " ends",
                () -> admin.get("/api/v1/executions/" + id).expect(200).data(),
                Fixture::isTerminal);
    }

    private static Api.Answer upload(Api admin, String pack, String version) {
        return admin.upload(
                "/api/v1/packs/upload", "pack.tar.gz", archive(pack, version).bytes(), Map.of());
    }

    private static PackArchive archive(String pack, String version) {
        return new PackArchive()
                .file("pack.yaml", "ref: " + pack + "\nname: Remote\nversion: 1.0.0\n")
                .file(
                        "actions/where.yaml",
                        "ref: " + pack + ".where\nlabel: Where\nrunner_type: shell\nentry_point: where.sh\n")
                .file("actions/where.sh", "#!/bin/sh\n. \"$(dirname \"$0\")/lib/version.sh\"\n")
                .file("actions/lib/version.sh", "echo version " + version + "\n");
    }
}
