package io.attune.server.execution;

import io.attune.engine.permission.Target;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionSummary;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.execution.ExecutionReach;
import io.attune.store.execution.ExecutionViewStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which executions a caller sees and may act on (security.md §3.3). Its tenant's at most; constraints of grants narrow that. */
@Singleton
public class ExecutionAccess {
    private final ExecutionViewStore executions;

    @Inject
    ExecutionAccess(ExecutionViewStore executions) {
        this.executions = executions;
    }

    /** @throws AttuneException 404 when it does not exist or is not for this caller to see */
    public Execution getReadable(Tx tx, Caller caller, long id) {
        var execution = get(tx, caller, id);
        if (!mayRead(tx, caller, execution.summary())) {
            throw AttuneException.notFound("Execution", id);
        }
        return execution;
    }

    /**
     * An execution to be cancelled: with the grant, or the caller's own.
     *
     * @throws AttuneException 403, whether or not it exists, to a caller without any such grant; 404 when it does not exist
     */
    Execution getCancellable(Tx tx, Caller caller, long id) {
        var found = executions.find(tx, caller.scope(), new ExecutionId(id));
        boolean may = found.isEmpty()
                ? caller.grants().allowSome("executions", "cancel")
                : isOwn(caller, found.get().summary())
                        || allowed(tx, caller, "cancel", found.get().summary());
        if (!may) {
            throw AttuneException.forbidden("Insufficient permissions: executions:cancel");
        }
        return found.orElseThrow(() -> AttuneException.notFound("Execution", id));
    }

    /** @throws AttuneException 403 when the caller may see the execution but not its secrets; its owner needs the grant, too */
    public void requireDecryptable(Tx tx, Caller caller, Execution execution) {
        if (!allowed(tx, caller, "decrypt", execution.summary())) {
            throw AttuneException.forbidden("Insufficient permissions: executions:decrypt");
        }
    }

    /**
     * Whether the caller knows the secrets of a run: by the grant to see them, or because it started the run itself and gave them. What ran by a
     * rule, in a workflow or as a repetition may have got them from somebody else.
     */
    boolean knowsSecrets(Tx tx, Caller caller, Execution execution) {
        var run = execution.summary();
        var given = caller.execution() == null
                && isOwn(caller, run)
                && run.parent() == null
                && run.enforcement() == null
                && run.originalExecution() == null;
        return given || allowed(tx, caller, "decrypt", run);
    }

    private Execution get(Tx tx, Caller caller, long id) {
        return executions
                .find(tx, caller.scope(), new ExecutionId(id))
                .orElseThrow(() -> AttuneException.notFound("Execution", id));
    }

    boolean mayRead(Tx tx, Caller caller, ExecutionSummary execution) {
        return isOwn(caller, execution) || allowed(tx, caller, "read", execution);
    }

    private boolean allowed(Tx tx, Caller caller, String action, ExecutionSummary execution) {
        var grants = caller.grants();
        if (grants.allowAll("executions", action)) {
            return true;
        }
        if (!grants.allowSome("executions", action)) {
            return false;
        }
        var ref = execution.actionRef();
        return grants.allow(
                "executions",
                action,
                new Target(
                        ref.substring(0, Math.max(0, ref.indexOf('.'))),
                        ref,
                        execution.id(),
                        identity(execution.executor()),
                        executions.ancestorExecutors(tx, caller.scope(), new ExecutionId(execution.id()))));
    }

    /** A person owns what it started; a run owns itself, not what else its executor started. */
    private static boolean isOwn(Caller caller, ExecutionSummary execution) {
        var own = caller.execution();
        if (own != null) {
            return own.value() == execution.id();
        }
        var executor = execution.executor();
        return executor != null && executor == caller.identity().value();
    }

    private static @Nullable IdentityId identity(@Nullable Long id) {
        return id == null ? null : new IdentityId(id);
    }

    /** What the caller may read, for pages and counts. */
    ExecutionReach reach(Caller caller) {
        var grants = caller.grants();
        return grants.allowAll("executions", "read")
                ? ExecutionReach.ALL
                : ExecutionReach.of(caller.identity(), caller.execution(), grants.naming("executions", "read"));
    }

    /** Those that the caller may read. */
    List<ExecutionSummary> readable(Tx tx, Caller caller, List<ExecutionSummary> found) {
        return caller.grants().allowAll("executions", "read")
                ? found
                : found.stream()
                        .filter(execution -> mayRead(tx, caller, execution))
                        .toList();
    }
}
