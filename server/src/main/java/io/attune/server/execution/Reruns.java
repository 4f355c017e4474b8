package io.attune.server.execution;

import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.execution.Execution;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretPlace;
import io.attune.server.auth.Caller;
import io.attune.server.execution.ManualRuns.Prepared;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.execution.PastRun;
import io.attune.store.execution.PastRunStore;
import io.attune.store.workflow.WorkflowRunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes new executions of old ones: same action, parameters with their secrets, environment and permission sets. */
@Singleton
public class Reruns {
    private final ManualRuns manualRuns;
    private final PastRunStore pastRuns;
    private final WorkflowRunStore workflows;
    private final ExecutionAccess access;

    @Inject
    Reruns(ManualRuns manualRuns, PastRunStore pastRuns, WorkflowRunStore workflows, ExecutionAccess access) {
        this.manualRuns = manualRuns;
        this.pastRuns = pastRuns;
        this.workflows = workflows;
        this.access = access;
    }

    /**
     * What is to be run again.
     *
     * @param continues null to do everything again
     */
    record Wish(RerunExecution request, PastRun before, Start.@Nullable Continuation continues) {}

    /**
     * @throws AttuneException 409 for what is not over, 422 for a beginning that it does not have, 403 for parameters beside secrets that the
     *     caller does not know
     */
    Wish read(Tx tx, Caller caller, Execution execution, RerunExecution request) {
        if (!execution.status().isTerminal()) {
            throw AttuneException.conflict("Execution " + execution.id() + " is not over: it is "
                    + execution.status().wire());
        }
        var id = new ExecutionId(execution.id());
        var continues = request.fromStart() ? null : continuation(tx, id, request.task());
        var before = pastRuns.find(tx, id).orElseThrow();
        requireKnown(tx, caller, execution, request, continues, before.secrets());
        return new Wish(request, before, continues);
    }

    /** Else whoever may run an action again would have the secrets of others sent to an address of their choice. */
    private void requireKnown(
            Tx tx,
            Caller caller,
            Execution execution,
            RerunExecution request,
            Start.@Nullable Continuation continues,
            List<SecretPlace> secrets) {
        if (!request.changesParameters()) {
            return;
        }
        boolean keeps = continues == null
                ? !request.replaces()
                        && secrets.stream()
                                .anyMatch(secret ->
                                        !request.gives(secret.segments().getFirst()))
                // What was made of a secret stays, whatever takes its place.
                : !secrets.isEmpty() || workflows.keepsSecrets(tx, continues.run());
        if (keeps && !access.knowsSecrets(tx, caller, execution)) {
            throw AttuneException.forbidden("Execution " + execution.id()
                    + " keeps secrets that others gave, and other parameters could give them away: run it again without parameters, or from the"
                    + " start with all of its secrets anew, or hold executions:decrypt");
        }
    }

    private Start.Continuation continuation(Tx tx, ExecutionId id, @Nullable String task) {
        var plan = workflows
                .findDefinition(tx, id)
                .flatMap(definition -> WorkflowReader.read(definition).plan())
                .orElseThrow(() -> AttuneException.invalid(
                        "from", "execution " + id + " is no workflow: leave it out, or give 'start'"));
        if (workflows.findCore(tx, id).isEmpty()) {
            throw AttuneException.invalid("from", "execution " + id + " never started: give 'start'");
        }
        if (task != null && !plan.tasks().containsKey(task)) {
            throw AttuneException.invalid(
                    "from",
                    "must be 'start', 'failed' or one of the tasks "
                            + String.join(", ", plan.tasks().keySet()));
        }
        return new Start.Continuation(id, task);
    }

    /** @throws AttuneException as for the start of any execution */
    Prepared prepare(Caller caller, Wish wish) {
        var request = wish.request().over(wish.before());
        request.check();
        var anew = manualRuns.prepare(caller, request).execution();
        List<SecretPlace> secrets = new ArrayList<>(anew.secrets());
        wish.before().secrets().stream()
                .filter(place -> secrets.stream().noneMatch(known -> known.holds(place.at())))
                .filter(place -> !anew.parameters().at(place.at()).isMissingNode())
                .forEach(secrets::add);
        return new Prepared(new NewExecution(
                anew.tenant(),
                anew.action(),
                anew.actionRef(),
                anew.origin(),
                anew.parameters(),
                secrets,
                anew.envVars(),
                anew.permissionSetRefs(),
                anew.artifactRetention(),
                anew.placement(),
                start(anew.start(), wish.continues()),
                null,
                NewExecution.Repetition.wished(wish.before().original())));
    }

    private static Start start(Start start, Start.@Nullable Continuation continues) {
        return start instanceof Start.Workflow(long definition, var timeout, var _)
                ? new Start.Workflow(definition, timeout, continues)
                : start;
    }
}
