package io.attune.cli.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a policy allows, as creating and changing one take it. */
final class LimitOptions {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9})/(\\d{1,9})([smh]?)");

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it is for")
    @Nullable
    String description;

    @Option(names = "--threshold", paramLabel = "N", description = "how many runs may be active at once")
    @Nullable
    Integer threshold;

    @Option(
            names = "--rate",
            paramLabel = "N/TIME",
            description = "how many may start within a time: 10/60s, 100/5m, 1000/1h")
    @Nullable
    String rate;

    @Option(
            names = {"--parameter", "--group-by"},
            paramLabel = "PATH",
            description = "runs with different values there do not count together; may be repeated")
    @Nullable
    List<String> parameters;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            description = "enqueue: what is beyond the limit waits in line; cancel: it is cancelled")
    @Nullable
    String method;

    @Option(
            names = "--per-identity",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "BOOL",
            description = "whether runs of different executors do not count together")
    @Nullable
    Boolean perIdentity;

    @Option(names = "--queue-limit", paramLabel = "N", description = "how many may wait in a line (10000)")
    @Nullable
    Integer queueLimit;

    @Option(names = "--queue-timeout", paramLabel = "SECONDS", description = "how long each may wait (3600)")
    @Nullable
    Integer queueTimeout;

    @Option(names = "--tag", paramLabel = "TAG", description = "may be repeated")
    @Nullable
    List<String> tags;

    /** Adds what was given. */
    void put(ObjectNode request) {
        if (description != null) {
            request.put("description", description);
        }
        if (threshold != null) {
            request.put("threshold", threshold);
        }
        if (rate != null) {
            putRate(request, rate);
        }
        putList(request, "parameters", parameters);
        if (method != null) {
            request.put("method", method);
        }
        if (perIdentity != null) {
            request.put("per_identity", perIdentity);
        }
        if (queueLimit != null) {
            request.put("queue_limit", queueLimit);
        }
        if (queueTimeout != null) {
            request.put("queue_timeout_seconds", queueTimeout);
        }
        putList(request, "tags", tags);
    }

    private static void putList(ObjectNode request, String field, @Nullable List<String> values) {
        if (values != null) {
            var list = request.putArray(field);
            values.forEach(list::add);
        }
    }

    private static void putRate(ObjectNode request, String text) {
        var read = RATE.matcher(text);
        if (!read.matches()) {
            throw Failure.usage("'" + text + "' is no rate", "Write it like 10/60s, 100/5m or 1000/1h");
        }
        int unit = switch (read.group(3)) {
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 1;
        };
        request.putObject("rate_limit")
                .put("max_executions", Integer.parseInt(read.group(1)))
                .put("window_seconds", Long.parseLong(read.group(2)) * unit);
    }
}
