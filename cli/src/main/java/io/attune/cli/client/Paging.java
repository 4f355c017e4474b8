package io.attune.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
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
        PER_PAGE("per_page");

        private final String parameter;

        Dialect(String parameter) {
            this.parameter = parameter;
        }
    }

    /**
     * Items of a list.
     *
     * @param complete false when more would have matched
     * @param pagination of the last page read
     */
    public record Items(List<JsonNode> items, boolean complete, JsonNode pagination) {}

    public static Paging everything() {
        return new Paging(0, 1, null, false);
    }

    /** Reads page after page until enough items match: filtering never happens after the list was cut (cli.md C20). */
    public Items read(ApiClient client, String path, Query query, Dialect dialect, Predicate<JsonNode> filter) {
        var found = new ArrayList<JsonNode>();
        int rows = perPage != null ? perPage : limit > 0 && limit < ROWS ? limit : ROWS;
        for (int number = page; ; number++) {
            JsonNode answer = client.page(path, query.with("page", number).with(dialect.parameter, rows));
            boolean more = answer.path("pagination").path("has_next").asBoolean(false);
            int left = answer.path("items").size();
            for (JsonNode item : answer.path("items")) {
                left--;
                if (filter.test(item)) {
                    found.add(item);
                    if (limit > 0 && found.size() == limit) {
                        return new Items(found, !more && left == 0, answer.path("pagination"));
                    }
                }
            }
            if (!more || single) {
                return new Items(found, !more, answer.path("pagination"));
            }
        }
    }
}
