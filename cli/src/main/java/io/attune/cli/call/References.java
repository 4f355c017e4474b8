package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;

/** Turns what a user names into what the routes take: they find most things by ref only (cli.md C21, §2.6). */
public final class References {
    private References() {}

    /**
     * The path of one thing addressed by ref or numeric id.
     *
     * @param collection such as {@code /actions}
     */
    public static String path(Call call, String collection, String refOrId) {
        return collection + "/" + Query.segment(ref(call, collection, refOrId));
    }

    public static String ref(Call call, String collection, String refOrId) {
        if (!refOrId.matches("\\d+")) {
            return refOrId;
        }
        var found = Paging.everything()
                .read(
                        call.client(),
                        collection,
                        Query.none(),
                        Paging.Dialect.PAGE_SIZE,
                        item -> item.path("id").asText().equals(refOrId));
        if (found.items().isEmpty()) {
            throw Failure.of(
                    ExitCode.NOT_FOUND,
                    "Nothing in " + collection.substring(1) + " has the id " + refOrId,
                    "Name it by its ref, such as core.echo");
        }
        return Nodes.text(found.items().getFirst(), "ref");
    }

    /** The id of an execution: a number, {@code @last} or {@code @last-failed}. */
    public static long execution(Call call, String word) {
        if (word.matches("\\d{1,18}")) {
            return Long.parseLong(word);
        }
        Query query = switch (word) {
            case "@last" -> Query.none();
            case "@last-failed" -> Query.none().with("status", "failed");
            default ->
                throw Failure.usage(
                        "'" + word + "' is not an execution",
                        "Give its id, @last or @last-failed: attune execution list");
        };
        JsonNode newest = call.client()
                .page("/executions", query.with("per_page", 1))
                .path("items")
                .path(0);
        if (newest.isMissingNode()) {
            throw Failure.of(ExitCode.NOT_FOUND, "There is no execution for " + word, "attune execution list");
        }
        return newest.path("id").asLong();
    }
}
