package io.attune.cli.audit;

import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.Moments;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records of the audit log are meant (cli.md §3.10). */
final class AuditFilters {
    @Option(
            names = "--category",
            paramLabel = "WORD",
            description = "api, auth, rbac, secret, admin, execution or pack")
    @Nullable
    String category;

    @Option(names = "--event-type", paramLabel = "WORD", description = "exactly this type, such as auth.login")
    @Nullable
    String eventType;

    @Option(names = "--outcome", paramLabel = "WORD", description = "success, failure or denied")
    @Nullable
    String outcome;

    @Option(names = "--actor-login", paramLabel = "TEXT", description = "by a login with this in it")
    @Nullable
    String actorLogin;

    @Option(names = "--actor-identity", paramLabel = "ID", description = "by the identity with this id")
    @Nullable
    Long actorIdentity;

    @Option(names = "--resource-type", paramLabel = "WORD", description = "about a resource of this kind")
    @Nullable
    String resourceType;

    @Option(names = "--resource-id", paramLabel = "ID", description = "about the resource with this id")
    @Nullable
    Long resourceId;

    @Option(names = "--resource-ref", paramLabel = "REF", description = "about the resource with this ref")
    @Nullable
    String resourceRef;

    @Option(names = "--http-method", paramLabel = "METHOD", description = "of requests with this method")
    @Nullable
    String httpMethod;

    @Option(names = "--http-status", paramLabel = "N", description = "of requests answered so")
    @Nullable
    Integer httpStatus;

    @Option(names = "--http-path", paramLabel = "TEXT", description = "of requests with this in the path")
    @Nullable
    String httpPath;

    @Option(names = "--request-id", paramLabel = "UUID", description = "of this request")
    @Nullable
    String requestId;

    @Option(
            names = {"--after", "--since"},
            paramLabel = "TIME",
            description = "from then on: RFC 3339, a date, or a duration ago such as 24h")
    @Nullable
    String after;

    @Option(
            names = {"--before", "--until"},
            paramLabel = "TIME",
            description = "up to then")
    @Nullable
    String before;

    Listing.Source source(Call call, int usualLimit) {
        Query query = query().with("created_after", after == null ? null : Moments.past(call, "--after", after))
                .with("created_before", before == null ? null : Moments.past(call, "--before", before));
        return source(query, usualLimit);
    }

    /** The same records, but only those since then. */
    Listing.Source since(Instant start) {
        return source(query().with("created_after", start), 0);
    }

    private static Listing.Source source(Query query, int usualLimit) {
        return new Listing.Source(
                "/audit-events",
                query,
                Paging.Dialect.PER_PAGE,
                _ -> true,
                "id",
                usualLimit,
                "No records match. All of them: attune audit list");
    }

    private Query query() {
        return Query.none()
                .with("category", category)
                .with("event_type", eventType)
                .with("outcome", outcome)
                .with("actor_login", actorLogin)
                .with("actor_identity", actorIdentity)
                .with("resource_type", resourceType)
                .with("resource_id", resourceId)
                .with("resource_ref", resourceRef)
                .with("http_method", httpMethod)
                .with("http_status", httpStatus)
                .with("http_path", httpPath)
                .with("request_id", requestId);
    }
}
