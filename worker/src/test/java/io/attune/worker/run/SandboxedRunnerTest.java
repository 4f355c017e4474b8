package io.attune.worker.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.ExecutionStatus;
import io.attune.worker.RunBuilder;
import io.attune.worker.sandbox.Sandbox;
import io.attune.worker.sandbox.SandboxUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Behind bubblewrap a run keeps every rule of {@link RunnerTest}, and sees nothing that is not its own (security.md §11). */
class SandboxedRunnerTest extends RunnerTest {
    @Override
    Sandbox sandbox() {
        try {
            return Sandbox.find(Sandbox.Wanted.BUBBLEWRAP, System.getenv("PATH"), visible());
        } catch (SandboxUnavailableException e) {
            throw new TestAbortedException(e.getMessage());
        }
    }

    /** The session is that of the monitor, which leads it. */
    @Override
    @Test
    void eachProcessLeadsASessionOfItsOwn() {
        assertThat(stdout(RunBuilder.inline("ps -o pgid= -p $$ | tr -d ' '"))).isEqualTo("0\n");
    }

    @Test
    void nothingOfTheWorkerIsVisible() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "top secret");
        var home = Path.of(System.getProperty("user.home"));
        var script = "cat " + secret + "; ls -A " + secret.getParent() + "; ls -A " + home
                + " /root /home /run /srv /mnt; ls /tmp; true";

        var result = result(RunBuilder.inline(script));

        assertThat(result.path("stdout").asText())
                .doesNotContain("top secret")
                .doesNotContain("\nsecret\n")
                .doesNotContain(".m2");
        assertThat(result.path("stderr").asText()).contains(secret + ": No such file");
    }

    @Test
    void noOtherProcessIsVisible() {
        long worker = ProcessHandle.current().pid();
        var processes = stdout(RunBuilder.inline("cat /proc/[0-9]*/cmdline | tr '\\0' ' '; kill -0 " + worker
                + " 2>/dev/null && echo reached; echo $PPID"));

        assertThat(processes)
                .doesNotContain("surefire")
                .doesNotContain("reached")
                .endsWith("1\n");
    }

    @Test
    void onlyItsOwnDirectoryCanBeWritten() throws Exception {
        packFile("act.sh", "true");
        var script = """
                for file in /x /usr/x /etc/x /proc/x actions/x $ATTUNE_RUNTIME_ENVS_DIR/x; do
                    touch $file 2>/dev/null && echo "wrote $file"
                done
                for file in /tmp/x $TMPDIR/x $HOME/x $ATTUNE_ARTIFACTS_DIR/x; do
                    touch $file || echo "did not write $file"
                done
                ls /dev/shm
                """;

        assertThat(result(RunBuilder.inline(script)).path("stdout").asText()).isEmpty();
        assertThat(Files.exists(Path.of("/tmp/x"))).isFalse();
        assertThat(directory.resolve("packs/demo/actions/x")).doesNotExist();
    }

    /** As on any machine, what one run leaves in /tmp the next one of the same tenant finds; those of others do not. */
    @Test
    void runsOfOneTenantShareTheirTmp() {
        run(RunBuilder.inline("echo once >> /tmp/count"));

        assertThat(stdout(RunBuilder.inline("cat /tmp/count /var/tmp/count"))).isEqualTo("once\nonce\n");
        assertThat(stdout(RunBuilder.inline("ls /tmp").tenant(2))).doesNotContain("count");
        assertThat(Path.of("/tmp/count")).doesNotExist();
    }

    @Test
    void thereAreNoPrivilegesToGain() {
        var status = stdout(RunBuilder.inline(
                "grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs' /proc/self/status | tr '\\t' ' '; umount /etc 2>/dev/null && echo gained;"
                        + " mount -t tmpfs none /opt 2>/dev/null && echo gained; true"));

        assertThat(status)
                .contains(
                        "CapPrm: 0000000000000000",
                        "CapEff: 0000000000000000",
                        "CapBnd: 0000000000000000",
                        "NoNewPrivs: 1")
                .doesNotContain("gained");
    }

    @Test
    void theCommandHasTimeToCleanUp() {
        var report = run(RunBuilder.inline("trap 'echo cleaned; exit 3' TERM; echo begun; while :; do sleep 0.05; done")
                .timeout(Duration.ofMillis(2_500)));

        assertThat(report.result().path("timed_out").asBoolean()).isTrue();
        assertThat(report.result().path("stdout").asText()).isEqualTo("begun\ncleaned\n");
    }

    @Test
    void daemonsDoNotOutliveTheirRun() throws Exception {
        var report = run(RunBuilder.inline("setsid sh -c 'sleep 1000' >/dev/null 2>&1 & echo done")
                .variable("MARK", "daemon"));

        assertThat(report.status()).isEqualTo(ExecutionStatus.COMPLETED);
        assertThat(io.attune.worker.Processes.lastingWith("MARK=daemon", directory))
                .isEmpty();
    }

    @Test
    void anExemptPackRunsWithoutASandbox() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "for the trusted");

        assertThat(stdout(RunBuilder.inline("cat " + secret).pack("trusted"))).isEqualTo("for the trusted");
    }

    /** The loader would act on them before anything is confined (SEC-16). */
    @Test
    void variablesReachTheRunAndNotTheProgramThatConfinesIt() throws Exception {
        var traces = Files.createDirectory(directory.resolve("traces"));
        var given = RunBuilder.inline("echo $LD_DEBUG_OUTPUT")
                .variable("LD_DEBUG", "files")
                .variable("LD_DEBUG_OUTPUT", traces + "/given");
        var declared = RunBuilder.inline("echo $LD_DEBUG_OUTPUT")
                .runtimeConfig(
                        "{\"env_vars\":{\"LD_DEBUG\":\"files\",\"LD_DEBUG_OUTPUT\":\"" + traces + "/declared\"}}");

        assertThat(stdout(given)).contains(traces + "/given\n");
        assertThat(stdout(declared)).contains(traces + "/declared\n");
        assertThat(traces).isEmptyDirectory();
    }

    @Test
    void aVariableCannotBecomeAnArgumentOfTheProgramThatConfines() throws Exception {
        var secret = Files.writeString(directory.resolve("secret"), "top secret");
        var run = RunBuilder.inline("cat " + secret)
                .variable("A", "x\0--ro-bind\0" + directory + "\0" + directory)
                .variable("B\0--ro-bind\0" + directory + "\0" + directory, "x");

        assertThat(stdout(run)).doesNotContain("top secret");
    }

    /** Asked where it really is, as the script of a version manager is, it would run as the worker itself. */
    @Test
    void theInterpreterOfARuntimeCannotBeAFileOfItsPack() throws Exception {
        var trap = packs.resolve("demo/python-trap");
        packFile("act.py", "print(1)");
        Files.writeString(trap, "#!/bin/sh\ntouch " + directory + "/sprung\n");
        Files.setPosixFilePermissions(trap, PosixFilePermissions.fromString("rwxr-xr-x"));

        var report = run(RunBuilder.file("python", "act.py").runtimeConfig(binary(trap.toString())));

        assertThat(directory.resolve("sprung")).doesNotExist();
        assertThat(report.status()).isEqualTo(ExecutionStatus.FAILED);
        assertThat(report.result().path("error").asText()).contains(trap.toString(), "worker.sandbox_paths");
    }

    /** Who names a program does not choose what is shown beside it. */
    @Test
    void theInterpreterOfARuntimeDoesNotOpenTheDirectoryAroundIt() throws Exception {
        var program = Files.createDirectory(directory.resolve("bin")).resolve("tool");
        Files.copy(Path.of("/bin/bash"), program);
        Files.writeString(directory.resolve("secret"), "top secret");
        packFile("look.sh", "cat " + directory + "/secret");

        for (var name : List.of(program.toString(), "/usr/../" + program, directory + "/packs/../bin/tool")) {
            assertThat(run(RunBuilder.file("shell", "look.sh").runtimeConfig(binary(name)))
                            .result()
                            .toString())
                    .doesNotContain("top secret");
        }
    }

    private static String binary(String name) {
        return "{\"interpreter\":{\"binary\":\"" + name + "\"}}";
    }
}
