package io.attune.worker.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** An action cannot look into the process that started it (SEC-16). */
@EnabledOnOs(OS.LINUX)
class PrivateMemoryTest {
    private static final String NOBODY = "65534";

    @TempDir
    Path directory;

    @Test
    void theVariablesAreGoneForEverybodyButTheProcessItself() throws Exception {
        assertThat(report(List.of()))
                .anySatisfy(line -> assertThat(line).startsWith("before: ").contains(ProtectedProcess.VARIABLE))
                .anySatisfy(line -> assertThat(line).startsWith("after:").doesNotContain(ProtectedProcess.VARIABLE))
                .contains("protected: true", "own: not-for-actions");
    }

    @Test
    void aChildWithoutRootsPrivilegesFindsNoWayIn() throws Exception {
        boolean root = Files.readString(Path.of("/proc/self/status")).contains("Uid:\t0\t");
        var setpriv = Path.of("/usr/bin/setpriv");
        assumeTrue(!root || Files.isExecutable(setpriv), "needs setpriv to become somebody else");
        List<String> asNobody = root
                ? List.of(setpriv.toString(), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--")
                : List.of();

        assertThat(report(asNobody))
                .anySatisfy(line -> assertThat(line).startsWith("before: environ mem maps"))
                .contains("after:", "own: not-for-actions");
    }

    /** The classes go where anybody may read them. */
    private Path classes() throws Exception {
        var copies = Files.createDirectories(directory
                .resolve("classes")
                .resolve(PrivateMemory.class.getPackageName().replace('.', '/')));
        for (var type : List.of(PrivateMemory.class, ProtectedProcess.class)) {
            var name = type.getSimpleName() + ".class";
            try (var bytes = type.getResourceAsStream(name)) {
                Files.copy(Objects.requireNonNull(bytes), copies.resolve(name));
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        return directory.resolve("classes");
    }

    private List<String> report(List<String> prefix) throws Exception {
        var command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes().toString(),
                ProtectedProcess.class.getName()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PLATFORM_KEY", "not-for-actions");
        builder.environment().put("PATH", "/usr/bin:/bin");
        var process = builder.start();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var lines = output.lines().map(String::strip).toList();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return lines;
        } finally {
            process.destroyForcibly();
        }
    }
}
