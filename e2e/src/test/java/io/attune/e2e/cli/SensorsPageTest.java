package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Cli;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of docs/sensors.md as it stands there, and the sensors of the example pack. */
class SensorsPageTest {
    private static final Path HOME =
            Path.of(System.getProperty("attune.home")).toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Platform platform;
    private static Api admin;

    @TempDir
    Path home;

    @BeforeAll
    static void startPlatform() {
        platform = Platform.up();
        admin = platform.admin();
    }

    @AfterAll
    static void stopPlatform() {
        platform.close();
    }

    @Test
    void theSensorOfThePageWorksAsWritten() throws Exception {
        new Cli(platform, home).login(Platform.LOGIN, Platform.PASSWORD);
        var blocks = blocks();
        assertThat(blocks).hasSize(3);

        bash(blocks.get(0));
        assertThat(bash(blocks.get(1))).contains("watch.files");
        awaitLog("watch.files", "watching");
        var looked = bash(blocks.get(2));

        assertThat(looked).contains("running").contains("watching " + home.resolve("watched.txt"));
        var event = event("watch.file_changed");
        assertThat(event.path("payload").path("size").asInt()).isEqualTo("changed\n".length());
        assertThat(event.path("rule_ref").asText()).isEqualTo("watch.tell");
        assertThat(event.path("source_ref").asText()).isEqualTo("watch.files");
    }

    @Test
    void theExamplePackWatchesAFolderWithNode() throws Exception {
        var cli = new Cli(platform, home).login(Platform.LOGIN, Platform.PASSWORD);
        cli.attune("pack", "upload", HOME.resolve("packs/examples").toString(), "--force")
                .expect(0);
        var folder = Files.createDirectory(home.resolve("folder"));
        admin.post(
                        "/api/v1/rules",
                        Json.object(
                                "ref", "examples.on_growth",
                                "pack_ref", "examples",
                                "label", "On growth",
                                "action_ref", "core.noop",
                                "trigger_ref", "examples.folder_grew",
                                "trigger_params", Json.object("path", folder.toString())))
                .expect(201);
        awaitLog("examples.folder_watch", "watching");

        Files.writeString(folder.resolve("new.txt"), "new");

        assertThat(event("examples.folder_grew").path("payload").path("name").asText())
                .isEqualTo("new.txt");
    }

    private static JsonNode event(String trigger) {
        var found = Poll.until(
                SOON,
                "an event of " + trigger,
                () -> admin.get("/api/v1/events?trigger_ref=" + trigger)
                        .expect(200)
                        .items(),
                items -> items.size() == 1);
        return admin.get("/api/v1/events/" + found.get(0).path("id").asLong())
                .expect(200)
                .data();
    }

    private static void awaitLog(String sensor, String text) {
        Poll.until(
                SOON,
                sensor + " says: " + text,
                () -> admin.get("/api/v1/sensors/" + sensor + "/logs/stderr"),
                answer -> answer.status() == 200 && answer.body().contains(text));
    }

    private static List<String> blocks() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "sensors.md"));
        var section = page.substring(page.indexOf("## A sensor in Python"), page.indexOf("## Any other language"));
        return DocumentedCommands.blocks(section);
    }

    private String bash(String script) throws Exception {
        var builder = Platform.launcher(
                platform.data(),
                Map.of(
                        "ATTUNE_API_URL", platform.url().toString(),
                        "HOME", home.toString(),
                        "XDG_CONFIG_HOME", home.resolve(".config").toString(),
                        "PATH", HOME.resolve("bin") + ":" + System.getenv("PATH")));
        var process = builder.command("bash", "-euc", script)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
