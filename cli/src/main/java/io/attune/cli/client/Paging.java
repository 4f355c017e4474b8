package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is wanted.
 *
 * @param limit at most so many items that match; 0 means all
 * @param page first page to read, from 1
 * @param perPage rows per page; null lets the client choose
 * @param single only that one page
 */
public record Paging(int limit, int page, @Nullable Integer perPage, boolean single) {
    private static final int ROWS = 100;

    /** How a route spells its page size (api.md §1.3). */
    public enum Dialect {
        PAGE_SIZE("page_size"),
        PER_PAGE("per_page"),
        OFFSET("limit");

        private final String parameter;

        Dialect(String parameter) {
            this.parameter = parameter;
        }

        private Query page(Query query, int number, int rows) {
            Query sized = query.with(parameter, rows);
            return this == OFFSET ? sized.with("offset", (number - 1) * rows) : sized.with("page", number);
        }
    }

    /**
     * Items of a list.
     *
     * @param end how the reading ended
     */
    public record Items(List<JsonNode> items, End end) {}

    /**
     * How the reading of a list ended.
     *
     * @param count items that matched
     * @param complete false when more would have matched
     * @param pagination of the last page read
     */
    public record End(int count, boolean complete, JsonNode pagination) {}

    public static Paging everything() {
        return new Paging(0, 1, null, false);
    }

    public Items read(ApiClient client, String path, Query query, Dialect dialect, Predicate<JsonNode> filter) {
        var found = new ArrayList<JsonNode>();
        End end = each(client, path, query, dialect, filter, _ -> false, found::add);
        return new Items(found, end);
    }

    /**
     * Reads page after page until enough items match: filtering never happens after the list was cut (cli.md C20). A newest-first list moves on
     * when something new arrives meanwhile; what slid over from the page before is not given twice.
     *
     * @param past an item behind which nothing is wanted; reading stops there
     */
    public End each(
            ApiClient client,
            String path,
            Query query,
            Dialect dialect,
            Predicate<JsonNode> filter,
            Predicate<JsonNode> past,
            Consumer<JsonNode> each) {
        int rows = perPage != null ? perPage : limit > 0 && limit < ROWS ? limit : ROWS;
        int count = 0;
        Set<String> before = Set.of();
        for (int number = page; ; number++) {
            JsonNode answer = client.page(path, dialect.page(query, number, rows));
            boolean more = answer.path("pagination").path("has_next").asBoolean(false);
            int left = answer.path("items").size();
            var seen = new HashSet<String>();
            for (JsonNode item : answer.path("items")) {
                left--;
                if (past.test(item)) {
                    return new End(count, true, answer.path("pagination"));
                }
                String id = item.path("id").asText("");
                if (!id.isEmpty()) {
                    seen.add(id);
                }
                if (!before.contains(id) && filter.test(item)) {
                    each.accept(item);
                    count++;
                    if (limit > 0 && count == limit) {
                        return new End(count, !more && left == 0, answer.path("pagination"));
                    }
                }
            }
            if (!more || single) {
                return new End(count, !more, answer.path("pagination"));
            }
            before = seen;
        }
    }
}
