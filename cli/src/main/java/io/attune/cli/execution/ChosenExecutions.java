package io.attune.cli.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.References;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The executions that a command changes: those that are named, or all that match (cli.md §5.1, §5.3). */
final class ChosenExecutions {
    /** What the server says about one of many, which says nothing about the others. */
    private static final Set<ExitCode> OF_ONE =
            Set.of(ExitCode.FORBIDDEN, ExitCode.NOT_FOUND, ExitCode.CONFLICT, ExitCode.REJECTED);

    @Parameters(arity = "0..*", paramLabel = "ID", description = "ids, @last; - reads ids from standard input")
    List<String> words = List.of();

    @Option(names = "--all", description = "all that are not over and match the filters")
    boolean all;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Mixin
    private final ExecutionFilters filters = new ExecutionFilters();

    /**
     * The ids. Asks before many are changed that nobody named.
     *
     * @param verb such as {@code Pause}
     * @param suits whether the change makes sense for one that {@code --all} finds
     * @param alwaysAsk also when they are named
     */
    List<Long> ids(Call call, String verb, LongPredicate suits, boolean alwaysAsk) {
        if (all != words.isEmpty()) {
            throw Failure.usage(
                    all ? "Ids and --all exclude each other" : "No execution is named",
                    "Give ids, - to read them from standard input, or --all with filters such as --status running");
        }
        if (!all && filters.any()) {
            throw Failure.usage("Filters are for --all", "Give ids, or --all with filters");
        }
        List<Long> ids = all ? matching(call, suits) : named(call);
        if (!ids.isEmpty() && (all || alwaysAsk)) {
            String what = ids.size() == 1 ? "execution " + ids.getFirst() : ids.size() + " executions";
            call.confirm(verb + " " + what + "?", yes);
        }
        return ids;
    }

    private List<Long> named(Call call) {
        var ids = new ArrayList<Long>();
        for (String word : words) {
            if (word.equals("-")) {
                call.file("-")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .forEach(line -> ids.add(References.execution(call, line.strip())));
            } else {
                ids.add(References.execution(call, word));
            }
        }
        return ids;
    }

    private List<Long> matching(Call call, LongPredicate suits) {
        var ids = new ArrayList<Long>();
        Listing.rows(100).each(call, ExecutionList.source(call, filters), execution -> {
            if (!ExecutionFilters.TERMINAL.contains(Nodes.text(execution, "status"))) {
                ids.add(execution.path("id").asLong());
            }
        });
        return ids.stream().filter(suits::test).toList();
    }

    /**
     * Changes one after the other; what is refused for one of many keeps nobody from the others.
     *
     * @return the first refusal
     */
    static ExitCode change(Call call, String verb, List<Long> ids, LongFunction<JsonNode> change) {
        if (ids.size() == 1) {
            call.output().object(change.apply(ids.getFirst()), ExecutionColumns.STARTED, "id");
            return ExitCode.SUCCESS;
        }
        var outcome = ExitCode.SUCCESS;
        var changed = new ArrayList<JsonNode>();
        for (long id : ids) {
            try {
                changed.add(change.apply(id));
            } catch (Failure e) {
                if (!OF_ONE.contains(e.exitCode())) {
                    throw e;
                }
                call.output().warn("execution " + id + ": " + e.explanation());
                outcome = outcome == ExitCode.SUCCESS ? e.exitCode() : outcome;
            }
        }
        String nothing = "Nothing to " + verb.toLowerCase(Locale.ROOT) + ".";
        call.output().list(changed, ExecutionColumns.LIST, "id", nothing, Nodes.object());
        return outcome;
    }
}
