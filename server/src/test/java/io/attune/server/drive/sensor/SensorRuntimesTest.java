package io.attune.server.drive.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.worker.runtime.Interpreters;
import io.attune.worker.runtime.UnrunnableException;
import io.attune.worker.sandbox.VisibleFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SensorRuntimesTest {
    private final SensorRuntimes runtimes = new SensorRuntimes(new Interpreters(
            Map.of("PATH", "/usr/local/bin:/usr/bin:/bin"),
            new VisibleFiles(List.of(), Path.of("/srv/attune"), Path.of("/home/attune"))));

    @TempDir
    Path pack;

    @BeforeEach
    void writeSensor() throws IOException {
        Files.writeString(Files.createDirectory(pack.resolve("sensors")).resolve("watch.sh"), "echo hello\n");
    }

    @Test
    void theFileIsGivenToItsInterpreter() throws UnrunnableException {
        var sensor = ADemandedSensor.with();

        var command = runtimes.command(sensor, SensorRuntimes.program(sensor), Optional.of(pack));

        assertThat(command.words()).hasSize(2);
        assertThat(command.words().getFirst()).endsWith("/bash");
        assertThat(command.words().getLast())
                .isEqualTo(pack.resolve("sensors/watch.sh").toString());
    }

    @Test
    void aVersionThatIsHereWillDo() throws UnrunnableException {
        var sensor = ADemandedSensor.wanting(">=1.0");

        assertThat(runtimes.command(sensor, SensorRuntimes.program(sensor), Optional.of(pack))
                        .words())
                .hasSize(2);
    }

    /** packs.md §8.4: a sensor is refused, unlike an action. */
    @Test
    void aVersionThatIsNotHereIsRefused() {
        var sensor = ADemandedSensor.wanting(">=99");

        assertThatThrownBy(() -> runtimes.command(sensor, SensorRuntimes.program(sensor), Optional.of(pack)))
                .isInstanceOf(UnrunnableException.class)
                .hasMessageContaining("shell")
                .hasMessageContaining(">=99");
    }
}
