package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Cli;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first automations as written there, and what the command line says when something is wrong. */
class FirstAutomationTest {
    private static final Path PACKS =
            Path.of(System.getProperty("attune.home"), "packs").toAbsolutePath().normalize();
    private static Platform platform;

    @TempDir
    Path home;

    @BeforeAll
    static void startPlatform() {
        platform = Platform.up();
    }

    @AfterAll
    static void stopPlatform() {
        platform.close();
    }

    @Test
    void thePackOfTheReadmeRunsFromTheCommandLine() throws Exception {
        login();
        assertThat(Files.getPosixFilePermissions(home.resolve(".config/attune/config.yaml")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(attune("auth", "whoami").expect(0).out()).contains(Platform.LOGIN);

        attune("pack", "upload", PACKS.resolve("examples").toString(), "--force")
                .expect(0);
        assertThat(attune("pack", "list").expect(0).out()).contains("examples").contains("core");
        assertThat(attune("action", "list", "--pack", "examples", "-o", "name")
                        .expect(0)
                        .out()
                        .lines())
                .contains("examples.greet", "examples.statistics", "examples.slugify");
        assertThat(attune("action", "show", "examples.greet").expect(0).out()).contains("Greet");

        var watched = attune("action", "execute", "examples.greet", "--param", "name=Ada", "--watch")
                .expect(0);
        assertThat(watched.out() + watched.err()).contains("completed").contains("Ada");
        var statistics = attune(
                        "-j",
                        "action",
                        "execute",
                        "examples.statistics",
                        "--params-json",
                        "{\"numbers\":[1,2,6]}",
                        "--wait")
                .expect(0)
                .json();
        assertThat(statistics.toString()).contains("\"mean\":3");
        var slug = attune("-j", "action", "execute", "examples.slugify", "--param", "title=Hello World", "--wait")
                .expect(0)
                .json();
        assertThat(slug.toString()).contains("hello-world");

        var enabled = attune("-j", "trigger", "webhook", "enable", "examples.push")
                .expect(0)
                .json();
        var key = enabled.findValue("webhook_key").asText();
        platform.api()
                .post("/api/v1/webhooks/" + key, Json.object("user", "Grace", "branch", "main"))
                .expect(200);
        platform.api()
                .post("/api/v1/webhooks/" + key, Json.object("user", "Grace", "branch", "feature"))
                .expect(200);
        var runs = Poll.until(
                Duration.ofSeconds(20),
                "the run of the rule completes",
                () -> attune("-j", "execution", "list", "--rule", "examples.greet_on_push")
                        .expect(0)
                        .json(),
                list -> !list.isEmpty() && list.get(0).path("status").asText().equals("completed"));
        assertThat(runs).hasSize(1);
        var id = runs.get(0).path("id").asText();
        assertThat(attune("execution", "show", id).expect(0).out())
                .contains("completed")
                .contains("examples.greet");
        assertThat(attune("execution", "logs", id).expect(0).out()).contains("Grace");
        assertThat(attune("event", "list").expect(0).out()).contains("examples.push");
        assertThat(attune("-y", "rule", "show", "examples.greet_on_push")
                        .expect(0)
                        .out())
                .contains("ref: ");
    }

    @Test
    void rulesAreMadeTestedAndSwitchedFromTheCommandLine() throws Exception {
        login();
        var pack = "cli" + Long.toHexString(System.nanoTime());
        attune("pack", "create", "--ref", pack, "--label", "CLI").expect(0);
        platform.admin()
                .post("/api/v1/triggers", Json.object("ref", pack + ".alarm", "pack_ref", pack, "label", "Alarm"))
                .expect(201);

        attune(
                        "rule",
                        "create",
                        "--name",
                        "page",
                        "--pack",
                        pack,
                        "--trigger",
                        pack + ".alarm",
                        "--action",
                        "core.noop",
                        "--criteria",
                        "{{ trigger.payload.level == 'error' }}",
                        "--enabled")
                .expect(0);
        assertThat(attune("rule", "list", "--pack", pack).expect(0).out()).contains(pack + ".page");
        var payload = Files.writeString(home.resolve("payload.json"), "{\"level\": \"info\"}");
        var tested = attune("rule", "test", pack + ".page", "--payload", payload.toString());
        assertThat(tested.out() + tested.err())
                .contains("level")
                .contains("info")
                .contains("false");
        attune("rule", "disable", pack + ".page").expect(0);
        assertThat(attune("-j", "rule", "show", pack + ".page")
                        .expect(0)
                        .json()
                        .path("enabled")
                        .asBoolean(true))
                .isFalse();
        attune("rule", "enable", pack + ".page").expect(0);
        assertThat(attune("-j", "rule", "show", pack + ".page")
                        .expect(0)
                        .json()
                        .path("enabled")
                        .asBoolean())
                .isTrue();

        var wrong = attune(
                "rule",
                "create",
                "--name",
                "bad",
                "--pack",
                pack,
                "--trigger",
                pack + ".alarm",
                "--action",
                "core.noop",
                "--criteria",
                "{{ trigger.payload.level == }}");
        assertThat(wrong.exit()).isNotZero();
        assertThat(wrong.err()).contains("criteria").doesNotContain("\tat ");
    }

    @Test
    void executionsAreCancelledAndFailuresShowInTheExitCode() throws Exception {
        login();
        var started = attune("-j", "action", "execute", "core.sleep", "--param", "seconds=600")
                .expect(0)
                .json();
        var id = started.path("id").asText();
        attune("execution", "cancel", id, "--yes").expect(0);
        Poll.until(
                Duration.ofSeconds(20),
                "cancelled",
                () -> attune("-j", "execution", "show", id)
                        .expect(0)
                        .json()
                        .path("status")
                        .asText(),
                "cancelled"::equals);

        var failed = attune("action", "execute", "examples.no_such", "--wait");
        assertThat(failed.exit()).isNotZero();
        assertThat(failed.err()).contains("examples.no_such");
    }

    @Test
    void mistakesAreExplained() throws Exception {
        var unknown = attune("exekution", "list").expect(2);
        assertThat(unknown.err()).contains("exekution").contains("execution");

        var anonymous = attune("action", "list");
        assertThat(anonymous.exit()).isNotZero();
        assertThat(anonymous.err()).contains("attune auth login");

        var down = attune("--api-url", "http://127.0.0.1:1", "--retries", "0", "pack", "list");
        assertThat(down.exit()).isNotZero();
        assertThat(down.err()).contains("127.0.0.1:1").contains("attune up").doesNotContain("\tat ");

        var wrongPassword = attune("auth", "login", "--username", Platform.LOGIN, "--password", "wrong-password");
        assertThat(wrongPassword.exit()).isNotZero();
        assertThat(wrongPassword.err()).contains("Invalid login or password").doesNotContain("wrong-password");
    }

    @Test
    void theServersOwnCommandsRefuseWhatTheyDoNotKnow() throws Exception {
        var misspelt = run(
                        Map.of(
                                "ATTUNE__SERVER__PROT",
                                "8080",
                                "ATTUNE__DATA_DIR",
                                home.resolve("data").toString()),
                        "up")
                .expect(2);
        assertThat(misspelt.err()).contains("ATTUNE__SERVER__PROT").contains("ATTUNE__SERVER__PORT");

        Files.createDirectories(home.resolve("other"));
        Files.writeString(home.resolve("other/attune.yaml"), "server:\n  port: eighty\n");
        var notANumber =
                run(Map.of("ATTUNE__DATA_DIR", home.resolve("other").toString(), "ATTUNE__SERVER__PORT", ""), "up");
        assertThat(notANumber.exit()).as(notANumber.toString()).isEqualTo(2);
        assertThat(notANumber.err()).contains("server.port");

        var taken = run(
                Map.of(
                        "ATTUNE__DATA_DIR", home.resolve("third").toString(),
                        "ATTUNE__SERVER__PORT", String.valueOf(platform.url().getPort())),
                "up");
        assertThat(taken.exit()).isEqualTo(1);
        assertThat(taken.err())
                .contains(String.valueOf(platform.url().getPort()))
                .doesNotContain("\tat ");
    }

    @Test
    void aBackgroundPlatformIsStartedAskedAndStopped() throws Exception {
        var data = Map.of("ATTUNE__DATA_DIR", home.resolve("background").toString());

        assertThat(run(data, "status").exit()).isNotZero();
        var up = run(data, "up", "--detach").expect(0);
        assertThat(up.out()).contains("Attune is ready at ");
        try {
            assertThat(run(data, "status").expect(0).out()).contains("http://");
        } finally {
            run(data, "down").expect(0);
        }
        assertThat(run(data, "status").exit()).isNotZero();
    }

    private void login() {
        cli().login(Platform.LOGIN, Platform.PASSWORD);
    }

    private Cli.Outcome attune(String... arguments) {
        return cli().attune(arguments);
    }

    private Cli.Outcome run(Map<String, String> settings, String... arguments) {
        return cli().run(settings, arguments);
    }

    private Cli cli() {
        return new Cli(platform, home);
    }
}
