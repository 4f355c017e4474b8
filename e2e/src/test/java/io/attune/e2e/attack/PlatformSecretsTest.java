package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * An action that looks for the platform's own secrets and those of other runs (security.md §10, §11; SEC-16). What the sandbox must hold back
 * is tried only where this machine lets one be built; the reason is then in the skipped test's message.
 */
class PlatformSecretsTest {
    /** In the environment of the server, as an operator may put them there. */
    private static final String JWT_SECRET = "jwt-secret-" + UUID.randomUUID() + UUID.randomUUID();

    private static final String ENCRYPTION_KEY = "encryption-key-" + UUID.randomUUID() + UUID.randomUUID();

    private static Platform platform;
    private static Fixture victim;
    private static Fixture attacker;
    private static JsonNode sandbox;

    @BeforeAll
    static void start() {
        platform = Platform.up(Map.of(
                "ATTUNE__SECURITY__JWT_SECRET",
                JWT_SECRET,
                "ATTUNE__SECURITY__ENCRYPTION_KEY",
                ENCRYPTION_KEY,
                "ATTUNE__WORKER__SANDBOX",
                "auto"));
        var operator = platform.admin();
        victim = new Fixture(Tenant.in(platform, operator, "core.admin").api());
        attacker = new Fixture(Tenant.in(platform, operator, "core.admin").api());
        var worker = operator.get("/api/v1/workers")
                .expect(200)
                .items()
                .path(0)
                .path("id")
                .asLong();
        sandbox = operator.get("/api/v1/workers/" + worker).expect(200).json().path("sandbox");
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void theEnvironmentHoldsNothingOfTheServer() {
        var output = output("env; cat /proc/self/environ | tr '\\0' '\\n'; set");

        assertThat(output)
                .doesNotContain(JWT_SECRET)
                .doesNotContain(ENCRYPTION_KEY)
                .doesNotContain(Platform.PASSWORD)
                .doesNotContain("ATTUNE__")
                .doesNotContain(platform.data() + "/postgres");
    }

    @Test
    void noDescriptorOfTheServerIsInherited() {
        var output = output("ls -l /proc/self/fd /proc/$$/fd | grep -v total");

        assertThat(output)
                .doesNotContain("socket:")
                .doesNotContain(platform.data() + "/logs")
                .doesNotContain(".jar");
    }

    @Test
    void theServersEnvironmentCannotBeRead() {
        holdsNoPlatformSecret(output("cat /proc/$PPID/environ /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n'"));
    }

    @Test
    void noCommandLineTellsASecret() {
        var output = output("cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '");

        holdsNoPlatformSecret(output);
        assertThat(output).doesNotContain(Platform.PASSWORD);
    }

    @Test
    void theServersMemoryCannotBeRead() {
        needsSandboxOr("PR_SET_DUMPABLE");
        holdsNoPlatformSecret(output("""
                for process in /proc/[0-9]*; do
                    cat $process/maps >/dev/null 2>&1 && [ "${process#/proc/}" != $$ ] && tr '\\0' ' ' <$process/cmdline | cut -c1-200
                done
                exit 0
                """));
        var debugger = output("""
                python3 - <<'END'
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                for pid in [int(name) for name in os.listdir('/proc') if name.isdigit()]:
                    if pid in (os.getpid(), os.getppid(), 1):
                        continue
                    if libc.ptrace(16, pid, 0, 0) == 0:
                        print('attached to', open(f'/proc/{pid}/cmdline').read())
                END
                """);
        assertThat(debugger).doesNotContain("java").doesNotContain("postgres");
    }

    @Test
    void theDataDirectoryIsNotThere() {
        needsSandbox();
        var data = platform.data();
        var output = output(
                "cat " + data + "/secrets/* " + data + "/logs/* " + data + "/attune.yaml 2>/dev/null; ls -R " + data
                        + " 2>/dev/null; find / -xdev \\( -name jwt_secret -o -name encryption_key -o -name 'PG_VERSION' \\) 2>/dev/null; true");

        holdsNoPlatformSecret(output);
        assertThat(output)
                .doesNotContain("jwt_secret")
                .doesNotContain("PG_VERSION")
                .doesNotContain("attune.log");
    }

    @Test
    void theDatabaseCannotBeReached() {
        needsSandbox();
        var sockets = new ArrayList<Path>();
        try (var files = Files.walk(platform.data())) {
            files.filter(file -> file.getFileName().toString().startsWith(".s.PGSQL"))
                    .filter(file -> !file.toString().endsWith(".lock"))
                    .forEach(sockets::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(sockets).as("the control: there is a socket").isNotEmpty();

        var output = output("python3 - <<'END'\n"
                + """
                import socket
                for path in %s:
                    try:
                        socket.socket(socket.AF_UNIX).connect(path)
                        print('connected', path)
                    except OSError as e:
                        print('refused', e.strerror)
                """.formatted(Json.value(sockets.stream().map(Path::toString).toList())) + "END\n");

        assertThat(output).contains("refused").doesNotContain("connected");
    }

    /** Another tenant's run, at the same time, with something to hide in its parameters, files and output. */
    @Test
    void anotherRunCannotBeWatched() {
        needsSandbox();
        var secret = "victims-own-" + UUID.randomUUID();
        var action = victim.shellAction(
                "victim",
                "echo $what > $TMPDIR/mine; echo $what > /tmp/mine; sleep 20",
                Json.object("what", Json.object("type", "string")));
        long running =
                victim.run(action, Json.object("what", secret)).path("id").asLong();
        Poll.until(
                Duration.ofSeconds(20),
                "it runs",
                () -> victim.execution(running).path("status").asText(),
                "running"::equals);

        var output = output(
                "cat /proc/[0-9]*/environ /proc/[0-9]*/cmdline /proc/[0-9]*/fd/0 /proc/[0-9]*/cwd/* /proc/[0-9]*/root/tmp/* 2>/dev/null;"
                        + " cat " + platform.data() + "/worker/runs-*/*/* " + platform.data()
                        + "/worker/tmp/*/* /tmp/* $TMPDIR/../*/* 2>/dev/null; true");
        victim.api().post("/api/v1/executions/" + running + "/cancel", Json.object());

        assertThat(output).doesNotContain(secret);
    }

    @Test
    void anotherTenantsPackCannotBeRead() {
        needsSandbox();
        var output = output("ls -R " + platform.data() + "/packs 2>/dev/null | head -100; true");

        assertThat(output).doesNotContain(victim.pack());
    }

    /** A variable for the loader would be obeyed before there is a sandbox; here it writes where the server may write. */
    @Test
    void theVariablesOfARuntimeAreForItsRunsAlone() {
        needsSandbox();
        var traces = platform.data().resolve("worker/tmp");
        var runtime = runtime(Json.object(
                "env_vars", Json.object("LD_DEBUG", "files", "LD_DEBUG_OUTPUT", traces.resolve("loaded") + "")));

        var ended = ended(inline(runtime, "echo \"told $LD_DEBUG\""));

        assertThat(ended.path("result").path("stdout").asText()).contains("told files");
        assertThat(traces.toFile().list()).noneMatch(name -> name.startsWith("loaded"));
    }

    /** What a run leaves in its /tmp is a file of this machine, whose path is easily guessed. */
    @Test
    void aFileThatARunLeftIsNoInterpreter() throws IOException {
        needsSandbox();
        output("""
                cat >/tmp/python-trap <<'END'
                #!/bin/sh
                { env; cat %s/secrets/*; } >"$(dirname "$0")/stolen"
                END
                chmod 755 /tmp/python-trap
                mkdir -p /tmp/bin
                cp /bin/bash /tmp/bin/tool
                """.formatted(platform.data()));
        List<Path> directories;
        try (var tenants = Files.list(platform.data().resolve("worker/tmp"))) {
            directories = tenants.filter(tenant -> Files.isExecutable(tenant.resolve("python-trap")))
                    .toList();
        }
        assertThat(directories).as("the control: it is there").hasSize(1);
        var directory = directories.getFirst();

        for (var binary : List.of(
                directory + "/python-trap",
                directory + "/bin/tool",
                "/usr/.." + directory + "/bin/tool",
                "/proc/self/root" + directory + "/bin/tool")) {
            var runtime = runtime(Json.object("interpreter", Json.object("binary", binary)));
            var ended = ended(inline(runtime, "ls " + platform.data() + "/secrets " + directory));

            assertThat(ended.path("status").asText()).as(binary).isEqualTo("failed");
            assertThat(ended.path("result").path("error").asText()).contains("This worker has no " + binary);
        }
        assertThat(directory.resolve("stolen")).doesNotExist();
    }

    @Test
    void nothingOfTheSystemCanBeChanged() {
        needsSandbox();
        var output = output("for f in /usr/x /etc/x /opt/x /x; do touch $f 2>/dev/null && echo wrote $f; done; touch "
                + platform.data() + "/x; true");

        assertThat(output).isEmpty();
        // Below its own /tmp an action may make what it likes, under whatever name.
        assertThat(platform.data().resolve("x")).doesNotExist();
    }

    /** What an action prints is data: none of it spoils the lists of others, whatever it is. */
    @Test
    void poisonousOutputHarmsOnlyItsOwnRun() {
        var before = attacker.run("core.noop", Json.object()).path("id").asLong();
        List<Long> runs = new ArrayList<>();
        for (var output : List.of(
                "printf 'a\\0b'",
                "printf '{\"x\":\"\\\\u0000\"}'",
                "printf '{\"x\":\"\\\\ud800\"}'",
                "printf '{\"x\":1e999999}'",
                "printf '\\377\\376'",
                "head -c 100000 /dev/zero | tr '\\0' '['",
                "printf '{\"a\":1,\"a\":2}'",
                "printf '\\033[31m\\r\\n\\007'",
                "head -c 20000000 /dev/zero",
                "for i in $(seq 20000); do printf '{\"a\":'; done")) {
            var name = "poison" + runs.size();
            runs.add(attacker.run(attacker.shellAction(name, output, null), Json.object())
                    .path("id")
                    .asLong());
        }
        for (long run : runs) {
            var ended = attacker.ended(run, Duration.ofSeconds(60));
            assertThat(ended.path("status").asText()).as(ended.toString()).isIn("completed", "failed");
            attacker.api().get("/api/v1/executions/" + run + "/logs").expect(200);
        }
        attacker.ended(before, Duration.ofSeconds(20));
        attacker.api().get("/api/v1/executions?per_page=100").expect(200);
    }

    private static void holdsNoPlatformSecret(String output) {
        assertThat(output).doesNotContain(JWT_SECRET).doesNotContain(ENCRYPTION_KEY);
        for (var file : List.of("secrets/jwt_secret", "secrets/encryption_key", "postgres/password")) {
            try {
                var path = platform.data().resolve(file);
                if (Files.isRegularFile(path)) {
                    assertThat(output)
                            .as(file)
                            .doesNotContain(Files.readString(path, StandardCharsets.UTF_8)
                                    .strip());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void needsSandbox() {
        Assumptions.assumeTrue(
                sandbox.path("level").asText().equals("bubblewrap"),
                () -> "no sandbox here: " + sandbox.path("reason").asText());
    }

    /** The processes of the platform say that they are not to be looked at, which is enough where actions have no privileges. */
    private static void needsSandboxOr(String otherwise) {
        Assumptions.assumeTrue(
                sandbox.path("level").asText().equals("bubblewrap"),
                () -> "only " + otherwise + " here: " + sandbox.path("reason").asText());
    }

    /** A runtime of the attacker whose actions may be scripts, in a pack of its own. */
    private static String runtime(JsonNode config) {
        var pack = new Fixture(attacker.api());
        attacker.api()
                .post(
                        "/api/v1/runtimes",
                        Json.object(
                                "ref",
                                pack.ref("shell"),
                                "name",
                                "Shell",
                                "pack_ref",
                                pack.pack(),
                                "execution_config",
                                config))
                .expect(201);
        return pack.ref("shell");
    }

    private static String inline(String runtime, String script) {
        var name = "a" + UUID.randomUUID().toString().replace("-", "");
        return attacker.action(
                Json.object("ref", attacker.ref(name), "label", name, "entrypoint", script, "runtime_ref", runtime),
                null);
    }

    private static JsonNode ended(String action) {
        return attacker.ended(attacker.run(action, Json.object()).path("id").asLong(), Duration.ofSeconds(60));
    }

    /** Standard output and error of a script of the attacker. */
    private static String output(String script) {
        var ended = ended(inline("core.shell", script));
        assertThat(ended.path("status").asText()).as(ended.toString()).isIn("completed", "failed");
        return ended.path("result").path("stdout").asText()
                + ended.path("result").path("stderr").asText();
    }
}
