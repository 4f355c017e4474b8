package io.attune.worker.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackFilesTest {
    @TempDir
    Path packs;

    /** Between the moment a version is installed and the moment its link is switched. */
    @Test
    void theWantedVersionIsFoundBeforeTheLinkShowsIt() throws IOException {
        var old = Files.createDirectories(packs.resolve(".versions/p/old"));
        var fresh = Files.createDirectories(packs.resolve(".versions/p/fresh"));
        Files.createSymbolicLink(packs.resolve("p"), Path.of(".versions", "p", "old"));
        var files = PackFiles.shared(packs);

        assertThat(files.directory("p", "fresh")).contains(fresh.toRealPath());
        assertThat(files.directory("p", null)).contains(old.toRealPath());
        assertThat(files.directory("p", "unknown")).contains(old.toRealPath());
        assertThat(files.directory("q", "fresh")).isEmpty();
    }
}
