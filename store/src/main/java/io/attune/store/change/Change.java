package io.attune.store.change;

import io.attune.model.execution.ExecutionStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that was committed. Travels as one short line of text, with a {@link io.attune.store.Postmark} at its end: a NOTIFY holds less than
 * 8 000 bytes.
 */
public sealed interface Change {
    /** So that even ids of 19 digits fit. */
    int IDS_PER_LINE = 350;

    /** Runs were put into the queue. */
    record Queued(List<Long> placements) implements Change {
        public Queued {
            placements = List.copyOf(placements);
        }
    }

    /**
     * Executions entered a status.
     *
     * @param from null when they were just created
     */
    record ExecutionsMoved(@Nullable ExecutionStatus from, ExecutionStatus to, List<Long> ids) implements Change {
        public ExecutionsMoved {
            ids = List.copyOf(ids);
        }
    }

    /** Rows of another kind came or changed: {@code event_created}, {@code enforcement_created}, {@code rule_updated} … */
    record Rows(String kind, List<Long> ids) implements Change {
        public Rows {
            ids = List.copyOf(ids);
        }
    }

    /** Running executions of a worker are to be cancelled. */
    record CancelRequested(List<Long> executions) implements Change {
        public CancelRequested {
            executions = List.copyOf(executions);
        }
    }

    /** The catalog has another version; announced by the database itself. */
    record CatalogChanged() implements Change {}

    /** The connection was lost for a while: changes may have been missed, whoever depends on them looks for himself. */
    record Resync() implements Change {}

    /** The lines that announce it; several when there are many ids. */
    default List<String> lines() {
        return switch (this) {
            case Queued queued -> lines("queued", queued.placements());
            case ExecutionsMoved moved ->
                lines(
                        "execution "
                                + (moved.from() == null ? "-" : moved.from().wire()) + " "
                                + moved.to().wire(),
                        moved.ids());
            case Rows rows -> lines("rows " + rows.kind(), rows.ids());
            case CancelRequested cancel -> lines("cancel", cancel.executions());
            case CatalogChanged _ -> List.of("catalog");
            case Resync _ -> List.of("resync");
        };
    }

    private static List<String> lines(String head, Collection<Long> ids) {
        List<Long> all = List.copyOf(ids);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < all.size(); from += IDS_PER_LINE) {
            lines.add(head + " "
                    + all.subList(from, Math.min(all.size(), from + IDS_PER_LINE)).stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(",")));
        }
        return lines;
    }

    /** The change that a line announces; nothing for one that a newer release sent. */
    static Optional<Change> parse(String line) {
        var words = line.split(" ", -1);
        try {
            return switch (words[0]) {
                case "queued" -> Optional.of(new Queued(ids(words[1])));
                case "execution" ->
                    Optional.of(new ExecutionsMoved(
                            words[1].equals("-") ? null : status(words[1]), status(words[2]), ids(words[3])));
                case "rows" -> Optional.of(new Rows(words[1], ids(words[2])));
                case "cancel" -> Optional.of(new CancelRequested(ids(words[1])));
                case "catalog" -> Optional.of(new CatalogChanged());
                case "resync" -> Optional.of(new Resync());
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static ExecutionStatus status(String wire) {
        return ExecutionStatus.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    private static List<Long> ids(String list) {
        return Arrays.stream(list.split(",")).map(Long::valueOf).toList();
    }
}
