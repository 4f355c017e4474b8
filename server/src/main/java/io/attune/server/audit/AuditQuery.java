package io.attune.server.audit;

import io.attune.server.http.AttuneException;
import io.attune.server.http.PageRequest;
import io.attune.server.http.QueryMoment;
import io.attune.store.audit.AuditFilter;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The query of {@code GET /audit-events} (api-ops.md §4, pagination dialect D). A {@code @BeanParam}. */
public class AuditQuery {
    private static final List<String> CATEGORIES =
            List.of("api", "auth", "rbac", "secret", "admin", "execution", "pack");
    private static final List<String> OUTCOMES = List.of("success", "failure", "denied");

    @QueryParam("category")
    @Nullable
    String category;

    @QueryParam("event_type")
    @Nullable
    String eventType;

    @QueryParam("outcome")
    @Nullable
    String outcome;

    @QueryParam("actor_identity")
    @Nullable
    Long actorIdentity;

    @QueryParam("actor_login")
    @Nullable
    String actorLogin;

    @QueryParam("resource_type")
    @Nullable
    String resourceType;

    @QueryParam("resource_id")
    @Nullable
    Long resourceId;

    @QueryParam("resource_ref")
    @Nullable
    String resourceRef;

    @QueryParam("request_id")
    @Nullable
    String requestId;

    @QueryParam("http_status")
    @Nullable
    Integer httpStatus;

    @QueryParam("http_method")
    @Nullable
    String httpMethod;

    @QueryParam("http_path")
    @Nullable
    String httpPath;

    @QueryParam("created_after")
    @Nullable
    String createdAfter;

    @QueryParam("created_before")
    @Nullable
    String createdBefore;

    @QueryParam("include_total")
    @DefaultValue("false")
    boolean includeTotal;

    @QueryParam("page")
    @DefaultValue("1")
    long page;

    @QueryParam("per_page")
    @DefaultValue("50")
    long perPage;

    PageRequest pageRequest() {
        return PageRequest.capped(page, perPage, 500);
    }

    /** @throws AttuneException 400 naming the parameter that makes no sense */
    AuditFilter filter() {
        return new AuditFilter(
                oneOf("category", category, CATEGORIES),
                eventType,
                oneOf("outcome", outcome, OUTCOMES),
                actorIdentity,
                actorLogin,
                resourceType,
                resourceId,
                resourceRef,
                requestId == null ? null : requestId("request_id", requestId),
                httpStatus,
                httpMethod,
                httpPath,
                QueryMoment.of("created_after", createdAfter),
                QueryMoment.of("created_before", createdBefore));
    }

    private static @Nullable String oneOf(String name, @Nullable String value, List<String> words) {
        if (value != null && !words.contains(value)) {
            throw AttuneException.badRequest(name + ": '" + value + "' is none of " + String.join(", ", words));
        }
        return value;
    }

    static UUID requestId(String name, String text) {
        try {
            var id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // Answered below, like a shorter form that Java would take.
        }
        throw AttuneException.badRequest(name + ": expected a UUID such as 0f8fad5b-d9cb-469f-a165-70867728950e");
    }
}
