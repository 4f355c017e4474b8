package io.attune.bench.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param launcher of the distribution
 * @param quick a tenth of the load: for a look, not for figures
 * @param picture where to draw how the times of workflows grow, a PNG file
 * @param names the measurements wanted; empty for all
 */
record Options(
        Path launcher,
        boolean quick,
        @Nullable Path report,
        @Nullable Path picture,
        List<String> names) {
    static final List<String> NAMES = List.of(
            "start", "webhook", "noop", "shell", "rules", "backlog", "timers", "policies", "workflows", "walls");

    /** @throws IllegalArgumentException with words for the user */
    static Options parse(List<String> arguments) {
        Path launcher = null;
        Path report = null;
        Path picture = null;
        boolean quick = false;
        var names = new ArrayList<String>();
        var rest = arguments.iterator();
        while (rest.hasNext()) {
            var word = rest.next();
            switch (word) {
                case "--quick" -> quick = true;
                case "--attune", "--report", "--picture" -> {
                    if (!rest.hasNext()) {
                        throw new IllegalArgumentException(word + " needs a path");
                    }
                    var path = Path.of(rest.next());
                    switch (word) {
                        case "--attune" -> launcher = path;
                        case "--report" -> report = path;
                        default -> picture = path;
                    }
                }
                default -> {
                    if (!NAMES.contains(word)) {
                        throw new IllegalArgumentException("there is no measurement '" + word + "'");
                    }
                    names.add(word);
                }
            }
        }
        if (launcher == null) {
            throw new IllegalArgumentException("--attune must name the launcher of a distribution");
        }
        return new Options(launcher.toAbsolutePath(), quick, report, picture, List.copyOf(names));
    }

    boolean wants(String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** A full load, or a tenth of it. */
    int scaled(int full) {
        return quick ? Math.max(full / 10, 1) : full;
    }
}
