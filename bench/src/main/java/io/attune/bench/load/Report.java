package io.attune.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures in the order they were measured. */
final class Report {
    private final List<Row> rows = new ArrayList<>();

    private record Row(String what, String figure, String target) {}

    /** @param target of design.md §8, or empty where it names none */
    void add(String what, String figure, String target) {
        rows.add(new Row(what, figure, target));
        System.err.println(what + ": " + figure + (target.isEmpty() ? "" : "   (target " + target + ")"));
    }

    static String number(double value) {
        return value >= 100 ? String.format(Locale.ROOT, "%,.0f", value) : String.format(Locale.ROOT, "%.2f", value);
    }

    static String milliseconds(long nanoseconds) {
        return number(nanoseconds / 1e6) + " ms";
    }

    String markdown(Options options) {
        var text = new StringBuilder();
        text.append("Measured ")
                .append(Instant.now().truncatedTo(ChronoUnit.MINUTES))
                .append(" on ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" cores (")
                .append(processor())
                .append("), Java ")
                .append(Runtime.version())
                .append(options.quick() ? ", quick run (not for comparison)" : "")
                .append("\n\n| What | Measured | Target |\n|---|---|---|\n");
        for (var row : rows) {
            text.append("| ")
                    .append(row.what())
                    .append(" | ")
                    .append(row.figure())
                    .append(" | ")
                    .append(row.target())
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String processor() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processor");
        } catch (IOException _) {
            return "unknown processor";
        }
    }
}
