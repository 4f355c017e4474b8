package io.attune.store.audit;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/**
 * Records the steps of executions (security.md §5, X7) within the statements that take them: no round trip of its own on the main road,
 * and no step without its record.
 */
public final class ExecutionTrail {
    /**
     * A term for the {@code with} of a statement that has a term {@code step} before it, with the columns {@code id}, {@code tenant_id},
     * {@code action_ref}, {@code enforcement_id}, {@code parent_id}, {@code executor} and {@code event},
     * the last word of the event type. Its values are set by {@link #bind}.
     */
    public static final String RECORDED = recorded("cross join (values (?::bigint, ?, ?, ?, ?, ?::uuid))"
            + " as actor (identity, login, token_type, ip, user_agent, request)");

    /**
     * As {@link #RECORDED}, of steps of which some are a worker's: {@code step} has the columns {@code of_worker} and {@code number} as well, the
     * latter for their order. The values of whom the others are on the account of come first, then those of the worker.
     */
    public static final String RECORDED_OF_TWO = recorded("join (values (false, ?::bigint, ?, ?, ?, ?, ?::uuid),"
            + " (true, ?::bigint, ?, ?, ?, ?, ?::uuid))"
            + " as actor (of_worker, identity, login, token_type, ip, user_agent, request) on actor.of_worker = step.of_worker"
            + " order by step.id, step.number");

    private static String recorded(String actors) {
        return """
            recorded as (
                insert into audit_event (tenant_id, category, event_type, outcome, actor_identity, actor_login, actor_token_type, actor_ip,
                    actor_user_agent, request_id, resource_type, resource_id, resource_ref, correlation_chain)
                select step.tenant_id,
                    'execution',
                    'execution.' || step.event,
                    case when step.event in ('failed', 'timed_out', 'abandoned') then 'failure' else 'success' end,
                    coalesce(actor.identity, case when actor.login is null then step.executor end),
                    actor.login,
                    actor.token_type,
                    actor.ip,
                    actor.user_agent,
                    actor.request,
                    'execution',
                    step.id,
                    step.action_ref,
                    jsonb_strip_nulls(jsonb_build_object(
                        'execution_id', step.id,
                        'enforcement_id', step.enforcement_id,
                        'rule_id', (select enforcement.rule_id from enforcement where enforcement.id = step.enforcement_id),
                        'parent_execution_id', step.parent_id))
                from step
                %s
            )
            """.formatted(actors);
    }

    private ExecutionTrail() {}

    /** How many values there are of each actor. */
    public static final int VALUES = 6;

    /** @param first number of the first of the {@link #VALUES} values */
    public static void bind(PreparedStatement statement, int first, Initiator by) throws SQLException {
        var actor = by.actor();
        statement.setObject(first, actor.identity(), Types.BIGINT);
        statement.setString(first + 1, actor.login());
        statement.setString(first + 2, actor.tokenType());
        statement.setString(first + 3, actor.ip());
        statement.setString(first + 4, actor.userAgent());
        var request = by.requestId();
        statement.setString(first + 5, request == null ? null : request.toString());
    }
}
