package io.attune.server.execution;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Stored output as lines, for clients that do not stream (api.md §5). */
public record ExecutionLogsView(List<Line> logs) {
    /** @param level {@code info} for standard output, {@code error} for standard error */
    public record Line(Instant timestamp, String level, String message) {}

    static List<Line> lines(Instant timestamp, String level, byte[] output) {
        var text = new String(output, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        text.lines().forEach(line -> lines.add(new Line(timestamp, level, line)));
        return lines;
    }
}
