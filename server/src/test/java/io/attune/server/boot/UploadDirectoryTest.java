package io.attune.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UploadDirectoryTest {
    @TempDir
    Path data;

    @Test
    void itIsForItsOwnerOnlyAndEmptyAtEachStart() throws IOException {
        UploadDirectory.prepare(data);
        var directory = UploadDirectory.of(data);
        assertThat(directory).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");

        Files.writeString(directory.resolve("left"), "half a pack");
        UploadDirectory.prepare(data);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatCannotBeUsedIsNamed() throws IOException {
        Files.writeString(UploadDirectory.of(data), "a file");

        assertThatThrownBy(() -> UploadDirectory.prepare(data))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(UploadDirectory.of(data).toString());
    }
}
