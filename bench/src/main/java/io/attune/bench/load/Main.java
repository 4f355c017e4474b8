package io.attune.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * {@code ./attune bench [--quick] [--report FILE] [--picture FILE] [names…]}: measures the main road (design.md §8) against platforms of its own, each with a
 * fresh data directory. Prints a Markdown table, and writes it to the report file.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("attune bench: " + e.getMessage());
            System.err.println("usage: ./attune bench [--quick] [--report FILE] [--picture FILE] ["
                    + String.join("|", Options.NAMES) + "]…");
            System.exit(2);
            return;
        }
        var report = new Report();
        if (options.wants("start")) {
            StartBench.run(options, report);
        }
        if (options.wants("webhook") || options.wants("noop") || options.wants("shell") || options.wants("rules")) {
            MainRoadBench.run(options, report);
        }
        if (options.wants("backlog")) {
            BacklogBench.run(options, report);
        }
        if (options.wants("timers")) {
            TimerBench.run(options, report);
        }
        if (options.wants("policies")) {
            PolicyBench.run(options, report);
        }
        if (options.wants("workflows")) {
            WorkflowBench.run(options, report);
        }
        if (options.wants("walls")) {
            WallsBench.run(options, report);
        }
        var text = report.markdown(options);
        System.out.println(text);
        if (options.report() != null) {
            Files.writeString(options.report(), text);
        }
    }
}
