package io.attune.store.inquiry;

import static io.attune.store.HotSql.bigints;
import static io.attune.store.HotSql.texts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import io.attune.model.id.AdmissionGroupId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.InquiryId;
import io.attune.model.id.TenantId;
import io.attune.model.inquiry.Inquiry;
import io.attune.model.inquiry.InquiryOrigin;
import io.attune.model.inquiry.InquiryStatus;
import io.attune.store.HotSql;
import io.attune.store.Tx;
import io.attune.store.execution.Moved;
import io.attune.store.json.JsonNodeBinding;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Rows of {@code inquiry} as they are asked and ended, whoever does it. */
@Singleton
public final class InquiryStore {
    private static final int DEEPEST_LINE = 100;

    private static final String LOCKED = """
            select inquiry.id, inquiry.tenant_id, inquiry.execution_id, inquiry.origin, inquiry.prompt, inquiry.response_schema,
                inquiry.default_response, inquiry.assigned_to, inquiry.status, inquiry.response, inquiry.timeout_at, inquiry.responded_at,
                inquiry.responded_by, inquiry.created, inquiry.updated,
                case when execution.task_name is null then execution.id else execution.parent_id end,
                execution.result, clock_timestamp()
            from inquiry
            join execution on execution.id = inquiry.execution_id
            """;

    /**
     * Makes inquiries.
     *
     * @return their ids by execution; without those of executions that have one already
     */
    public Map<ExecutionId, InquiryId> insert(Tx tx, List<NewInquiry> inquiries) {
        if (inquiries.isEmpty()) {
            return Map.of();
        }
        var sql = """
                insert into inquiry (tenant_id, execution_id, origin, prompt, response_schema, default_response, assigned_to, timeout_at)
                select tenant, execution, origin, prompt, schema::jsonb, fallback::jsonb, assignee,
                    coalesce(until, clock_timestamp() + milliseconds * interval '1 millisecond')
                from unnest(?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::timestamptz[])
                    as new (tenant, execution, origin, prompt, schema, fallback, assignee, milliseconds, until)
                order by execution
                on conflict (execution_id) do nothing
                returning execution_id, id
                """;
        Map<ExecutionId, InquiryId> made = new HashMap<>();
        HotSql.query(
                        tx,
                        sql,
                        (connection, statement) -> {
                            statement.setArray(
                                    1,
                                    bigints(
                                            connection,
                                            inquiries,
                                            asked -> asked.tenant().value()));
                            statement.setArray(
                                    2,
                                    bigints(
                                            connection,
                                            inquiries,
                                            asked -> asked.execution().value()));
                            statement.setArray(
                                    3,
                                    texts(
                                            connection,
                                            inquiries,
                                            asked -> asked.origin().wire()));
                            statement.setArray(4, texts(connection, inquiries, NewInquiry::prompt));
                            statement.setArray(5, texts(connection, inquiries, text(NewInquiry::responseSchema)));
                            statement.setArray(6, texts(connection, inquiries, text(NewInquiry::defaultResponse)));
                            statement.setArray(7, bigints(connection, inquiries, asked -> value(asked.assignedTo())));
                            statement.setArray(8, bigints(connection, inquiries, asked -> {
                                Duration limit = asked.limit();
                                return limit == null ? null : limit.toMillis();
                            }));
                            statement.setArray(9, texts(connection, inquiries, text(NewInquiry::until)));
                        },
                        row -> Map.entry(new ExecutionId(row.getLong(1)), new InquiryId(row.getLong(2))))
                .forEach(entry -> made.put(entry.getKey(), entry.getValue()));
        return made;
    }

    private static <T> Function<T, @Nullable String> text(Function<T, @Nullable Object> value) {
        return one -> {
            var found = value.apply(one);
            return found == null ? null : found.toString();
        };
    }

    private static @Nullable Long value(@Nullable IdentityId identity) {
        return identity == null ? null : identity.value();
    }

    /** What runs are to ask, by id. */
    public List<AskingRun> asking(Tx tx, Collection<ExecutionId> runs) {
        var sql = """
                select id, config, (workflow_task ->> 'timeout_seconds')::bigint
                from execution
                where id = any(?)
                order by id
                """;
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> statement.setArray(1, bigints(connection, runs, ExecutionId::value)),
                row -> {
                    Long seconds = row.getObject(3, Long.class);
                    return new AskingRun(
                            new ExecutionId(row.getLong(1)),
                            object(row.getString(2)).orElseGet(JsonNodeFactory.instance::objectNode),
                            seconds == null ? null : Duration.ofSeconds(seconds));
                });
    }

    /** Which of the identities are of the tenant. */
    public List<IdentityId> identities(Tx tx, TenantId tenant, Collection<IdentityId> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        return HotSql.query(
                tx,
                "select id from identity where id = any(?) and tenant_id = ? order by id",
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, wanted, IdentityId::value));
                    statement.setLong(2, tenant.value());
                },
                row -> new IdentityId(row.getLong(1)));
    }

    /**
     * The processes of runs have ended and their workers are free, but the runs go on: their results so far are noted, and that nobody has them
     * in hand.
     *
     * @return them, each with the group of a policy whose slot it has no use for any more
     */
    public List<Moved> detach(Tx tx, Map<ExecutionId, ObjectNode> results) {
        if (results.isEmpty()) {
            return List.of();
        }
        var sql = """
                update execution
                set result = asked.result::jsonb, worker_id = null, updated = statement_timestamp()
                from unnest(?::bigint[], ?::text[]) as asked (id, result)
                where execution.id = asked.id
                  and execution.status = 'running'
                returning execution.id, (select group_id from admission where admission.execution_id = execution.id)
                """;
        var entries = results.entrySet();
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(
                            1,
                            bigints(connection, entries, entry -> entry.getKey().value()));
                    statement.setArray(
                            2,
                            texts(connection, entries, entry -> entry.getValue().toString()));
                },
                row -> {
                    Long group = row.getObject(2, Long.class);
                    return new Moved(
                            new ExecutionId(row.getLong(1)), null, group == null ? null : new AdmissionGroupId(group));
                });
    }

    /** Locks the inquiry, whose execution the transaction holds already. */
    public Optional<LockedInquiry> lock(Tx tx, InquiryId inquiry) {
        return HotSql.query(
                        tx,
                        LOCKED + "where inquiry.id = ? for update of inquiry",
                        (_, statement) -> statement.setLong(1, inquiry.value()),
                        InquiryStore::locked)
                .stream()
                .findFirst();
    }

    /** Locks the pending inquiries of executions that the transaction holds already. */
    public List<LockedInquiry> lockPending(Tx tx, Collection<ExecutionId> executions) {
        if (executions.isEmpty()) {
            return List.of();
        }
        return HotSql.query(
                tx,
                LOCKED + """
                        where inquiry.execution_id = any(?)
                          and inquiry.status = 'pending'
                        order by inquiry.execution_id
                        for update of inquiry
                        """,
                (connection, statement) -> statement.setArray(1, bigints(connection, executions, ExecutionId::value)),
                InquiryStore::locked);
    }

    /**
     * Locks inquiries whose time is over, and their executions, those that are due for longest first.
     *
     * @param except those that are left alone for now
     */
    public List<LockedInquiry> lockDue(Tx tx, Collection<InquiryId> except, int limit) {
        // skip locked: what another node ends, or somebody answers, is not worth waiting for. It is looked at again
        // soon. The time of the
        // statement, which stands still: only that can be looked up in an index.
        return HotSql.query(
                tx,
                LOCKED + """
                        where inquiry.status = 'pending'
                          and inquiry.timeout_at <= statement_timestamp()
                          and inquiry.id <> all (?)
                        order by inquiry.timeout_at, inquiry.id
                        limit ?
                        for update skip locked
                        """,
                (connection, statement) -> {
                    statement.setArray(1, bigints(connection, except, InquiryId::value));
                    statement.setInt(2, limit);
                },
                InquiryStore::locked);
    }

    /** How long the time of none will be over; nothing when all may wait for ever. */
    public Optional<Duration> untilNext(Tx tx, Collection<InquiryId> except) {
        var sql = """
                select ceil(extract(epoch from min(timeout_at) - clock_timestamp()) * 1000)::bigint
                from inquiry
                where status = 'pending'
                  and timeout_at is not null
                  and id <> all (?)
                """;
        return HotSql.query(
                        tx,
                        sql,
                        (connection, statement) -> statement.setArray(1, bigints(connection, except, InquiryId::value)),
                        row -> Optional.ofNullable(row.getObject(1, Long.class))
                                .map(left -> Duration.ofMillis(Math.max(0, left))))
                .getFirst();
    }

    /**
     * Writes ends.
     *
     * @return the inquiries that were still pending
     */
    public List<InquiryId> end(Tx tx, List<EndedInquiry> ends) {
        if (ends.isEmpty()) {
            return List.of();
        }
        var sql = """
                update inquiry
                set status = ended.status,
                    response = ended.response::jsonb,
                    responded_at = case when ended.status = 'responded' then clock_timestamp() end,
                    responded_by = ended.identity,
                    updated = clock_timestamp()
                from unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[]) as ended (id, status, response, identity)
                where inquiry.id = ended.id
                  and inquiry.status = 'pending'
                returning inquiry.id
                """;
        return HotSql.query(
                tx,
                sql,
                (connection, statement) -> {
                    statement.setArray(
                            1, bigints(connection, ends, end -> end.inquiry().value()));
                    statement.setArray(
                            2, texts(connection, ends, end -> end.status().wire()));
                    statement.setArray(3, texts(connection, ends, text(EndedInquiry::response)));
                    statement.setArray(4, bigints(connection, ends, end -> value(end.by())));
                },
                row -> new InquiryId(row.getLong(1)));
    }

    /** Asks somebody else; null asks everybody of the tenant. */
    public void assign(Tx tx, InquiryId inquiry, @Nullable IdentityId assignee) {
        HotSql.update(tx, "update inquiry set assigned_to = ?, updated = now() where id = ?", (_, statement) -> {
            statement.setObject(1, value(assignee));
            statement.setLong(2, inquiry.value());
        });
    }

    public void delete(Tx tx, InquiryId inquiry) {
        HotSql.update(tx, "delete from inquiry where id = ?", (_, statement) -> statement.setLong(1, inquiry.value()));
    }

    /**
     * A run and those above it, the nearest first.
     *
     * @param whole whether that are all
     */
    public record Line(List<ExecutionId> executions, boolean whole) {}

    public Line line(Tx tx, ExecutionId run) {
        var sql = """
                with recursive line as (
                    select id, parent_id, 0 as depth
                    from execution
                    where id = ?
                    union all
                    select parent.id, parent.parent_id, line.depth + 1
                    from line
                    join execution parent on parent.id = line.parent_id
                    where line.depth < ?
                )
                select id, parent_id
                from line
                order by depth
                """;
        record Step(ExecutionId execution, boolean top) {}
        var steps = HotSql.query(
                tx,
                sql,
                (_, statement) -> {
                    statement.setLong(1, run.value());
                    statement.setInt(2, DEEPEST_LINE);
                },
                row -> new Step(new ExecutionId(row.getLong(1)), row.getObject(2) == null));
        return new Line(
                steps.stream().map(Step::execution).toList(),
                steps.size() <= DEEPEST_LINE || steps.getLast().top());
    }

    private static LockedInquiry locked(ResultSet row) throws SQLException {
        var inquiry = new Inquiry(
                new InquiryId(row.getLong(1)),
                new TenantId(row.getLong(2)),
                new ExecutionId(row.getLong(3)),
                origin(row.getString(4)),
                row.getString(5),
                tree(row.getString(6)),
                tree(row.getString(7)),
                identity(row.getObject(8, Long.class)),
                status(row.getString(9)),
                tree(row.getString(10)),
                instant(row, 11),
                instant(row, 12),
                identity(row.getObject(13, Long.class)),
                row.getObject(14, OffsetDateTime.class).toInstant(),
                row.getObject(15, OffsetDateTime.class).toInstant());
        return new LockedInquiry(
                inquiry,
                new ExecutionId(row.getLong(16)),
                object(row.getString(17)).orElse(null),
                row.getObject(18, OffsetDateTime.class).toInstant());
    }

    static InquiryOrigin origin(String wire) {
        return WireEnum.find(InquiryOrigin.class, wire)
                .orElseThrow(() -> new IllegalStateException("unknown origin of an inquiry in the database: " + wire));
    }

    static InquiryStatus status(String wire) {
        return WireEnum.find(InquiryStatus.class, wire)
                .orElseThrow(() -> new IllegalStateException("unknown inquiry status in the database: " + wire));
    }

    static @Nullable IdentityId identity(@Nullable Long id) {
        return id == null ? null : new IdentityId(id);
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable JsonNode tree(@Nullable String json) {
        return json == null ? null : JsonNodeBinding.tree(json);
    }

    private static Optional<ObjectNode> object(@Nullable String json) {
        return tree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    }
}
