package io.attune.server.sensor;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.attune.model.execution.LogStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The streams of a sensor's log; always both (api-catalog.md §7). */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SensorLogsView(String sensorRef, List<Log> logs) {
    /** @param artifactId null: the log of a sensor is kept apart from artifacts */
    record Log(
            LogStream stream, String artifactRef, @Nullable Long artifactId) {}

    static SensorLogsView of(String ref) {
        return new SensorLogsView(
                ref,
                Arrays.stream(LogStream.values())
                        .map(stream -> new Log(stream, "sensor." + ref + "." + stream.wire(), null))
                        .toList());
    }
}
