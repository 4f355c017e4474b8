package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The stretch of time that a newest-first list is about, by the {@code created} of its items. The server has no such filter. */
public final class Period {
    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "made since then: a duration ago such as 24h, RFC 3339, or a date")
    @Nullable
    String since;

    @Option(names = "--until", paramLabel = "TIME", description = "made before then")
    @Nullable
    String until;

    public boolean given() {
        return since != null || until != null;
    }

    /** Whether an item is within the period. */
    public Predicate<JsonNode> filter(Call call) {
        Predicate<JsonNode> past = past(call);
        Instant end = until == null ? null : Moments.past(call, "--until", until);
        return item -> !past.test(item) && (end == null || created(item).isBefore(end));
    }

    /** Whether an item is older than the period: behind it in the list nothing is wanted any more. */
    public Predicate<JsonNode> past(Call call) {
        Instant first = since == null ? null : Moments.past(call, "--since", since);
        return item -> first != null && created(item).isBefore(first);
    }

    private static Instant created(JsonNode item) {
        return OffsetDateTime.parse(Nodes.text(item, "created")).toInstant();
    }
}
