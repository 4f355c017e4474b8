package io.attune.cli.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.render.Column;
import io.attune.cli.render.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The paging options of every list, and the reading and showing of one (cli.md §2.3). */
public final class Listing {
    @Option(
            names = {"-l", "--limit"},
            paramLabel = "N",
            description = "at most so many; 0 means all")
    @Nullable
    Integer limit;

    @Option(names = "--all", description = "all, however many")
    boolean all;

    @Option(names = "--page", paramLabel = "N", description = "only this page, from 1")
    @Nullable
    Integer page;

    @Option(names = "--per-page", paramLabel = "N", description = "rows per page")
    @Nullable
    Integer perPage;

    /**
     * What is listed.
     *
     * @param name field that names an item: {@code ref} or {@code id}
     * @param usualLimit when the caller sets none; 0 means all
     * @param emptyHint said when the list is empty: the next useful command
     * @param past an item behind which nothing is wanted, in a list that is in order of time
     */
    public record Source(
            String path,
            Query query,
            Paging.Dialect dialect,
            Predicate<JsonNode> filter,
            String name,
            int usualLimit,
            String emptyHint,
            Predicate<JsonNode> past) {
        public Source(
                String path,
                Query query,
                Paging.Dialect dialect,
                Predicate<JsonNode> filter,
                String name,
                int usualLimit,
                String emptyHint) {
            this(path, query, dialect, filter, name, usualLimit, emptyHint, _ -> false);
        }

        public Source endingAt(Predicate<JsonNode> last) {
            return new Source(path, query, dialect, filter, name, usualLimit, emptyHint, last);
        }
    }

    /** All there is, in pages of so many rows. */
    public static Listing rows(int perPage) {
        var listing = new Listing();
        listing.all = true;
        listing.perPage = perPage;
        return listing;
    }

    public void show(Call call, Source source, List<Column> columns) {
        Output output = call.output();
        Paging.End end;
        if (output.streams()) {
            end = each(
                    call,
                    source.endingAt(source.past().or(_ -> output.abandoned())),
                    item -> output.item(item, columns, source.name()));
            output.itemsEnd(columns);
        } else {
            var items = new ArrayList<JsonNode>();
            end = each(call, source, items::add);
            output.list(items, columns, source.name(), source.emptyHint(), end.pagination());
        }
        if (!end.complete()) {
            output.say("More than these " + end.count() + " match: --limit N, --page N or --all");
        }
    }

    public Paging.End each(Call call, Source source, Consumer<JsonNode> item) {
        boolean single = page != null || (perPage != null && limit == null && !all);
        int most = all || (single && limit == null) ? 0 : limit != null ? Math.max(0, limit) : source.usualLimit();
        var paging = new Paging(most, page == null ? 1 : Math.max(1, page), perPage, single);
        return paging.each(
                call.client(), source.path(), source.query(), source.dialect(), source.filter(), source.past(), item);
    }
}
