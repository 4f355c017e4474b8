package io.attune.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The envelope of lists, {@code P<T>} (api.md §1.2). */
public record Page<T>(List<T> items, Pagination pagination) {
    public record Pagination(
            long page,
            long pageSize,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long totalItems,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long totalPages,

            boolean hasPrevious,
            boolean hasNext) {}

    /** A page whose total is known. */
    public static <T> Page<T> counted(List<T> items, PageRequest request, long total) {
        long size = request.pageSize();
        long pages = size == 0 ? 0 : (total + size - 1) / size;
        return new Page<>(
                items, new Pagination(request.page(), size, total, pages, request.page() > 1, request.page() < pages));
    }

    /** A page made from up to {@link PageRequest#limit()} + 1 rows: the one too many says that there is a next page. */
    public static <T> Page<T> uncounted(List<T> rows, PageRequest request) {
        boolean more = rows.size() > request.limit();
        var items = more ? rows.subList(0, request.limit()) : rows;
        return new Page<>(
                items, new Pagination(request.page(), request.pageSize(), null, null, request.page() > 1, more));
    }

    public <R> Page<R> map(Function<? super T, ? extends R> view) {
        return new Page<>(items.stream().<R>map(view).toList(), pagination);
    }
}
