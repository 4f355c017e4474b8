package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.call.Period;
import io.attune.cli.client.Query;
import io.attune.cli.identity.Identities;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.Failure;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which executions are meant; the server filters what it can, the rest happens here over all pages (cli.md §3.6, C20). */
final class ExecutionFilters {
    private static final Set<String> STATUSES = Set.of(
            "requested",
            "scheduling",
            "scheduled",
            "running",
            "completed",
            "failed",
            "canceling",
            "cancelled",
            "timeout",
            "abandoned");
    static final Set<String> TERMINAL = Set.of("completed", "failed", "cancelled", "timeout", "abandoned");

    @Option(names = "--pack", paramLabel = "REF", description = "actions of this pack")
    @Nullable
    String pack;

    @Option(
            names = {"-a", "--action"},
            paramLabel = "REF",
            description = "this action; * matches anything")
    @Nullable
    String action;

    @Option(names = "--rule", paramLabel = "REF", description = "started by this rule")
    @Nullable
    String rule;

    @Option(names = "--trigger", paramLabel = "REF", description = "started by an event of this trigger")
    @Nullable
    String trigger;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            split = ",",
            description = "in this status; may be repeated")
    List<String> statuses = List.of();

    @Option(
            names = {"-r", "--result"},
            paramLabel = "TEXT",
            description = "with this text in the result")
    @Nullable
    String result;

    @Option(names = "--parent", paramLabel = "ID", description = "children of this execution")
    @Nullable
    Long parent;

    @Option(names = "--identity", paramLabel = "IDENTITY", description = "started by this login or id")
    @Nullable
    String identity;

    @Mixin
    private final Period period = new Period();

    @Option(names = "--top-level-only", description = "without children")
    boolean topLevelOnly;

    @Option(names = "--active", description = "not ended yet")
    boolean active;

    boolean any() {
        return pack != null
                || action != null
                || rule != null
                || trigger != null
                || !statuses.isEmpty()
                || result != null
                || parent != null
                || identity != null
                || period.given()
                || topLevelOnly
                || active;
    }

    Query query(Call call) {
        List<String> wanted = wanted();
        return Query.none()
                .with("pack_name", pack)
                .with("action_ref", action)
                .with("rule_ref", rule)
                .with("trigger_ref", trigger)
                .with("status", wanted.size() == 1 ? wanted.getFirst() : null)
                .with("result_contains", result)
                .with("parent", parent)
                .with("executor", identity == null ? null : Identities.id(call, identity))
                .with("top_level_only", topLevelOnly ? true : null);
    }

    /** What {@link #query} could not say. */
    Predicate<JsonNode> filter(Call call) {
        return period.filter(call).and(this::test);
    }

    Predicate<JsonNode> past(Call call) {
        return period.past(call);
    }

    private boolean test(JsonNode execution) {
        String status = Nodes.text(execution, "status");
        List<String> wanted = wanted();
        return (wanted.isEmpty() || wanted.contains(status)) && !(active && TERMINAL.contains(status));
    }

    /** Everything at once, for changes that arrive over a stream and were never filtered by the server. */
    boolean testChange(JsonNode execution) {
        String ref = Nodes.text(execution, "action_ref");
        return test(execution)
                && (pack == null || ref.startsWith(pack + "."))
                && matches(action, ref)
                && matches(rule, Nodes.text(execution, "rule_ref"))
                && matches(trigger, Nodes.text(execution, "trigger_ref"))
                && (parent == null || execution.path("parent").asLong(-1) == parent)
                && !(topLevelOnly && execution.hasNonNull("parent"));
    }

    private static boolean matches(@Nullable String wanted, String ref) {
        return wanted == null || Pattern.matches("\\Q" + wanted.replace("*", "\\E.*\\Q") + "\\E", ref);
    }

    private List<String> wanted() {
        return statuses.stream().map(ExecutionFilters::status).distinct().toList();
    }

    private static String status(String word) {
        String status = word.toLowerCase(Locale.ROOT);
        String wire = switch (status) {
            case "succeeded" -> "completed";
            case "canceled" -> "cancelled";
            default -> status;
        };
        if (!STATUSES.contains(wire)) {
            throw Failure.usage(
                    "Unknown status '" + word + "'",
                    "One of: " + String.join(", ", STATUSES.stream().sorted().toList()));
        }
        return wire;
    }
}
