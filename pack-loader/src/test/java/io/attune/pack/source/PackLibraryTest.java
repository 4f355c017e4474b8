package io.attune.pack.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackLibraryTest {
    @TempDir
    Path directory;

    private PackLibrary library;

    @BeforeEach
    void library() {
        library = new PackLibrary(directory.resolve("packs"));
    }

    @Test
    void aRunKeepsTheVersionItBeganWith() throws IOException {
        install("demo", "one");
        Path running = library.current("demo").orElseThrow();
        install("demo", "two");
        assertThat(running.resolve("pack.yaml")).hasContent("one");
        assertThat(directory.resolve("packs/demo/pack.yaml")).hasContent("two");
    }

    @Test
    void equalFilesHaveEqualChecksumsAndTheExecutableBitCounts() throws IOException {
        Path a = tree("a", "same");
        Path b = tree("b", "same");
        assertThat(PackLibrary.checksum(a)).isEqualTo(PackLibrary.checksum(b)).hasSize(64);
        assertThat(b.resolve("pack.yaml").toFile().setExecutable(true)).isTrue();
        assertThat(PackLibrary.checksum(a)).isNotEqualTo(PackLibrary.checksum(b));
    }

    @Test
    void repairFollowsTheDatabaseAndSweepsWhatIsOld() throws IOException {
        String one = install("demo", "one");
        String two = install("demo", "two");
        install("gone", "x");
        Path staged = library.stage();
        var later = Instant.now().plus(Duration.ofMinutes(1));

        library.repair(Map.of("demo", one), Instant.EPOCH);
        assertThat(directory.resolve("packs/demo/pack.yaml")).hasContent("one");
        assertThat(library.has("demo", two)).isTrue();
        assertThat(directory.resolve("packs/gone")).doesNotExist();
        assertThat(staged).exists();

        library.repair(Map.of("demo", one), later);
        assertThat(library.has("demo", two)).isFalse();
        assertThat(library.has("demo", one)).isTrue();
        assertThat(staged).doesNotExist();
    }

    @Test
    void ofMuchThatIsSupersededTheYoungestStay() throws IOException {
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < 13; i++) {
            versions.add(install("demo", "version " + i));
            Files.setLastModifiedTime(
                    library.find("demo", versions.get(i)).orElseThrow(),
                    FileTime.from(Instant.parse("2030-01-01T00:00:00Z").plusSeconds(i)));
        }
        String other = install("other", "x");

        library.sweep("demo", versions.getFirst(), Instant.EPOCH);

        assertThat(versions.stream().filter(version -> library.has("demo", version)))
                .hasSize(11)
                .contains(versions.getFirst(), versions.get(3), versions.getLast())
                .doesNotContain(versions.get(1), versions.get(2));
        assertThat(library.has("other", other)).isTrue();
        assertThat(library.refs()).containsExactly("demo", "other");
        library.sweep("nothing", null, Instant.EPOCH);
    }

    @Test
    void aDirectoryWithLinksIsRefused() throws IOException {
        Path source = tree("source", "x");
        Files.createSymbolicLink(source.resolve("secret"), Path.of("/etc/passwd"));
        Path staged = library.stage();
        assertThatThrownBy(() -> PackDirectory.copy(source, staged, SourceLimits.DEFAULT))
                .isInstanceOf(PackSourceException.class)
                .hasMessageContaining("'secret' is a link");
    }

    @Test
    void versionControlIsNotCopied() throws Exception {
        Path source = tree("source", "x");
        Files.createDirectories(source.resolve(".git/objects"));
        Path staged = library.stage();
        PackDirectory.copy(source, staged, SourceLimits.DEFAULT);
        assertThat(staged.resolve("pack.yaml")).hasContent("x");
        assertThat(staged.resolve(".git")).doesNotExist();
    }

    @Test
    void thePackMayLieOneLevelDown() throws IOException {
        Path outer = Files.createDirectory(directory.resolve("outer"));
        Path inner = Files.createDirectory(outer.resolve("demo-1.0"));
        assertThat(PackDirectory.packRoot(outer)).isEqualTo(outer);
        Files.writeString(inner.resolve("pack.yaml"), "x");
        assertThat(PackDirectory.packRoot(outer)).isEqualTo(inner);
    }

    private String install(String ref, String text) throws IOException {
        Path staged = library.stage();
        Files.writeString(staged.resolve("pack.yaml"), text);
        String checksum = PackLibrary.checksum(staged);
        library.keep(ref, checksum, staged);
        library.activate(ref, checksum);
        return checksum;
    }

    private Path tree(String name, String text) throws IOException {
        Path tree = Files.createDirectory(directory.resolve(name));
        Files.writeString(tree.resolve("pack.yaml"), text);
        return tree;
    }
}
