package io.attune.worker.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.worker.sandbox.VisibleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which programs a runtime may name, and what is shown beside them (security.md §11, packs.md §8.2). */
class InterpretersTest {
    @TempDir
    Path machine;

    private Path home;
    private Path data;

    @BeforeEach
    void makeHome() throws IOException {
        machine = machine.toRealPath();
        home = Files.createDirectories(machine.resolve("home/op"));
        data = Files.createDirectories(home.resolve(".local/share/attune"));
    }

    @Test
    void aProgramOfTheSystemNeedsNothingElse() {
        assertThat(interpreters().resolve("bash").orElseThrow().installation()).isEmpty();
        assertThat(interpreters().resolve("/bin/sh").orElseThrow().installation())
                .isEmpty();
    }

    @Test
    void aPathOutsideOfTheSystemIsNotThere() throws IOException {
        var program = program(data.resolve("packs/evil/python3"));
        var link = Files.createSymbolicLink(machine.resolve("python3"), program);

        for (var name :
                List.of(program.toString(), link.toString(), "/usr/.." + program, "/usr/bin/../../" + program)) {
            assertThat(interpreters().resolve(name)).as(name).isEmpty();
        }
    }

    @Test
    void aPathInADirectoryThatTheOperatorShowsIsThere() throws IOException {
        var program = program(machine.resolve("tools/run"));
        var escape = Files.createSymbolicLink(machine.resolve("tools/escape"), program(data.resolve("run")));
        var shown = interpreters(List.of(machine.resolve("tools")));

        assertThat(shown.resolve(program.toString()).orElseThrow().binary()).isEqualTo(program);
        assertThat(shown.resolve(escape.toString())).isEmpty();
    }

    /** Even what the operator shows ends where the data of the platform begins. */
    @Test
    void theDataDirectoryIsNeverAmongWhatIsShown() throws IOException {
        var program = program(data.resolve("packs/evil/run"));

        assertThat(interpreters(List.of(home)).resolve(program.toString())).isEmpty();
    }

    @Test
    void whatIsNoNameIsNotThere() {
        for (var name : List.of("", ".", "..", "../sh", "bin/sh", "-c", "a\0b", "/bin/\0", "x".repeat(200), "sh\n")) {
            assertThat(interpreters().resolve(name)).as(name).isEmpty();
        }
    }

    @Test
    void anInstallationOfItsOwnIsShownWhole() throws IOException {
        var program = program(home.resolve(".nvm/versions/v20/bin/node20"));

        assertThat(interpreters(program.getParent()).resolve("node20").orElseThrow())
                .isEqualTo(new Interpreter(program, List.of(home.resolve(".nvm/versions/v20"))));
    }

    @Test
    void aLinkInTheSystemIsThereAlreadyAndWhatItLeadsToIsShown() throws IOException {
        var real = program(home.resolve(".nvm/versions/v20/bin/node20"));
        var bin = Files.createDirectories(machine.resolve("tools/bin"));
        var link = Files.createSymbolicLink(bin.resolve("node20"), real);
        var interpreters = new Interpreters(
                Map.of("PATH", bin.toString()), new VisibleFiles(List.of(bin.getParent()), data, home));

        assertThat(interpreters.resolve("node20").orElseThrow())
                .isEqualTo(new Interpreter(link, List.of(home.resolve(".nvm/versions/v20"))));
    }

    /** The data directory is below ~/.local, keys of a registry below ~/.cargo. */
    @Test
    void whatAnAccountKeepsInItsHomeIsNotShownForOneProgram() throws IOException {
        for (var place : List.of(".local/bin", ".cargo/bin", "bin", ".local/share/attune/x/bin")) {
            var program = program(home.resolve(place).resolve("tool"));

            assertThat(interpreters(program.getParent())
                            .resolve("tool")
                            .orElseThrow()
                            .installation())
                    .as(place)
                    .containsExactly(program);
        }
    }

    @Test
    void theInterpreterBehindAShimIsUsed() throws IOException {
        var real = program(home.resolve(".pyenv/versions/9/bin/python9"));
        var shim = program(home.resolve(".pyenv/shims/python9"));
        // It tells what it was started with, too: nothing but an allow-list.
        Files.writeString(shim, "#!/bin/sh\ntest -z \"$ATTUNE__SECRET\" && echo " + real + "\n");

        var found = interpreters(shim.getParent()).resolve("python9").orElseThrow();

        assertThat(found.binary()).isEqualTo(real);
        assertThat(found.installation()).containsExactly(home.resolve(".pyenv/versions/9"));
    }

    /** Some programs that are named like an interpreter would do something with its arguments. */
    @Test
    void onlyInterpretersAreAskedWhereTheyAre() throws IOException {
        for (var name : List.of("python-config", "nodemon")) {
            var program = program(machine.resolve("scripts").resolve(name));
            Files.writeString(program, "#!/bin/sh\ntouch " + machine + "/asked\n");

            assertThat(interpreters(program.getParent()).resolve(name)).isPresent();
        }
        assertThat(machine.resolve("asked")).doesNotExist();
    }

    /** What was missing may be installed while the worker runs. */
    @Test
    void whatIsNotThereIsNotRemembered() throws IOException {
        var bin = Files.createDirectories(machine.resolve("later"));
        var interpreters = interpreters(bin);
        assertThat(interpreters.resolve("later-tool")).isEmpty();

        program(bin.resolve("later-tool"));

        assertThat(interpreters.resolve("later-tool")).isPresent();
    }

    private Interpreters interpreters() {
        return interpreters(List.of());
    }

    private Interpreters interpreters(List<Path> added) {
        return new Interpreters(Map.of("PATH", "/usr/bin:/bin"), new VisibleFiles(added, data, home));
    }

    private Interpreters interpreters(Path directory) {
        return new Interpreters(
                Map.of("PATH", "/usr/bin:/bin:" + directory, "ATTUNE__SECRET", "hidden"),
                new VisibleFiles(List.of(), data, home));
    }

    private static Path program(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
