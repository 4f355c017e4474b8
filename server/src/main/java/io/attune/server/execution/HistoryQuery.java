package io.attune.server.execution;

import io.attune.server.http.AttuneException;
import io.attune.server.http.PageRequest;
import io.attune.server.http.QueryMoment;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The query of histories (api-ops.md §2, pagination dialect E). A {@code @BeanParam}. */
public class HistoryQuery {
    private static final Set<String> OPERATIONS = Set.of("INSERT", "UPDATE", "DELETE");

    @QueryParam("entity_ref")
    @Nullable
    String entityRef;

    @QueryParam("operation")
    @Nullable
    String operation;

    @QueryParam("changed_field")
    @Nullable
    String changedField;

    @QueryParam("since")
    @Nullable
    String since;

    @QueryParam("until")
    @Nullable
    String until;

    @QueryParam("page")
    @DefaultValue("1")
    long page;

    @QueryParam("page_size")
    @DefaultValue("50")
    long pageSize;

    PageRequest pageRequest() {
        return PageRequest.upTo1000(page, pageSize);
    }

    /** @throws AttuneException 400 naming the parameter that makes no sense */
    Predicate<HistoryRecordView> filter() {
        if (operation != null && !OPERATIONS.contains(operation)) {
            throw AttuneException.badRequest("operation: '" + operation + "' is none of INSERT, UPDATE, DELETE");
        }
        Instant from = QueryMoment.of("since", since);
        Instant to = QueryMoment.of("until", until);
        return change -> (entityRef == null || entityRef.equals(change.entityRef()))
                && (operation == null || operation.equals(change.operation()))
                && (changedField == null || change.changedFields().contains(changedField))
                && (from == null || !change.time().isBefore(from))
                && (to == null || !change.time().isAfter(to));
    }
}
