package io.attune.server.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.policy.RateLimit;
import io.attune.model.schema.FlatSchema;
import io.attune.server.http.FieldChecks;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Checks of fields that creating and changing a policy have in common. */
final class PolicyChecks {
    private static final int MOST_PATHS = 20;
    private static final int LONGEST = 365 * 24 * 3600;
    private static final int MOST_RUNS = 1_000_000;

    private PolicyChecks() {}

    static void paths(FieldChecks checks, @Nullable List<String> paths) {
        if (paths == null) {
            return;
        }
        if (paths.size() > MOST_PATHS) {
            checks.finding("parameters", "must have at most " + MOST_PATHS + " paths, found " + paths.size());
        }
        for (String path : paths) {
            if (path.length() > 255 || Arrays.stream(path.split("\\.", -1)).anyMatch(String::isBlank)) {
                checks.finding("parameters", "'" + path + "' is not a dotted path such as 'host' or 'database.name'");
            }
        }
    }

    /** A secret would divide runs by a value that nobody may see (docs/adr/0023). */
    static void noSecrets(FieldChecks checks, List<String> paths, @Nullable JsonNode schema) {
        for (String path : paths) {
            if (isSecret(FlatSchema.of(schema), List.of(path.split("\\.", -1)))) {
                checks.finding(
                        "parameters", "'" + path + "' is a secret of the action: runs cannot be told apart by secrets");
            }
        }
    }

    private static boolean isSecret(FlatSchema schema, List<String> path) {
        return schema.secretPaths().stream().anyMatch(secret -> {
            int common = Math.min(secret.steps().size(), path.size());
            return IntStream.range(0, common)
                    .allMatch(i -> secret.steps().get(i).covers(path.get(i)));
        });
    }

    static void whole(FieldChecks checks, String field, @Nullable JsonNode number, int least, int most) {
        if (number == null || number.isNull()) {
            return;
        }
        if (!number.isIntegralNumber() || !number.canConvertToInt()) {
            checks.finding(field, "must be a whole number from " + least + " to " + most);
        } else {
            checks.range(field, number.intValue(), least, most);
        }
    }

    static void threshold(FieldChecks checks, @Nullable JsonNode threshold) {
        whole(checks, "threshold", threshold, 1, MOST_RUNS);
    }

    static void rateLimit(FieldChecks checks, @Nullable JsonNode rate) {
        if (rate == null || rate.isNull()) {
            return;
        }
        if (!rate.isObject() || !rate.hasNonNull("max_executions") || !rate.hasNonNull("window_seconds")) {
            checks.finding("rate_limit", "must be an object with max_executions and window_seconds");
            return;
        }
        whole(checks, "rate_limit.max_executions", rate.get("max_executions"), 1, MOST_RUNS);
        whole(checks, "rate_limit.window_seconds", rate.get("window_seconds"), 1, LONGEST);
    }

    static void queue(FieldChecks checks, @Nullable Integer limit, @Nullable Integer timeoutSeconds) {
        checks.range("queue_limit", limit, 0, MOST_RUNS).range("queue_timeout_seconds", timeoutSeconds, 1, LONGEST);
    }

    static @Nullable Integer readThreshold(@Nullable JsonNode threshold) {
        return threshold == null || threshold.isNull() ? null : threshold.intValue();
    }

    static @Nullable RateLimit readRate(@Nullable JsonNode rate) {
        return rate == null || rate.isNull()
                ? null
                : new RateLimit(
                        rate.get("max_executions").intValue(),
                        Duration.ofSeconds(rate.get("window_seconds").intValue()));
    }
}
