package io.attune.server.http;

/**
 * Which rows of a list are wanted (api.md §1.3).
 *
 * @param page from 1
 * @param pageSize as requested; echoed, not clamped
 * @param limit rows to read at most: the requested size, capped
 */
public record PageRequest(long page, long pageSize, int limit) {
    /** Dialects A and B: rows capped at 100. */
    public static PageRequest upTo100(long page, long pageSize) {
        return capped(page, pageSize, 100);
    }

    /** Dialect C: rows capped at 1000. */
    public static PageRequest upTo1000(long page, long pageSize) {
        return capped(page, pageSize, 1000);
    }

    /** @throws AttuneException 400 if a value is negative */
    public static PageRequest capped(long page, long pageSize, int cap) {
        if (page < 0 || pageSize < 0) {
            throw AttuneException.badRequest("page and page size must not be negative");
        }
        return new PageRequest(Math.max(page, 1), pageSize, (int) Math.min(pageSize, cap));
    }

    public long offset() {
        // A page beyond all rows is empty, however far beyond.
        return page - 1 > Long.MAX_VALUE / Math.max(limit, 1) ? Long.MAX_VALUE : (page - 1) * limit;
    }
}
