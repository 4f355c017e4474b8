package io.attune.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceFileTest {
    @TempDir
    Path directory;

    @Test
    void itSaysWhoRunsAndWhereOnceThatIsKnown() {
        assertThat(InstanceFile.running(directory)).isEmpty();
        try (var file = InstanceFile.take(directory)) {
            assertThat(InstanceFile.running(directory))
                    .hasValueSatisfying(instance -> assertThat(instance.url()).isNull());
            file.ready("http://here");
            assertThat(InstanceFile.running(directory))
                    .hasValueSatisfying(instance -> assertThat(instance.url()).isEqualTo("http://here"));
            assertThatThrownBy(() -> InstanceFile.take(directory)).hasMessageContaining("in use by another instance");
        }
        assertThat(InstanceFile.running(directory)).isEmpty();
    }

    /** The successor of a killed process has the lock before it has written its own file. */
    @Test
    void whatAKilledProcessLeftIsNotTakenForItsSuccessor() throws Exception {
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        try (var _ = InstanceFile.take(directory)) {
            Files.writeString(
                    directory.resolve("run/instance.json"),
                    "{\"pid\": %d, \"url\": \"http://before\"}".formatted(dead.pid()));

            assertThat(InstanceFile.running(directory)).isEmpty();
        }
    }

    @Test
    void whoeverLooksForAMomentIsNotInTheWay() throws IOException {
        Files.createDirectories(directory.resolve("run"));
        var looking =
                FileChannel.open(directory.resolve("run/lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        assertThat(looking.tryLock()).isNotNull();
        CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                looking.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });

        try (var file = InstanceFile.take(directory)) {
            file.ready("http://here");
            assertThat(InstanceFile.running(directory)).isPresent();
        }
    }
}
