package io.attune.server.execution;

import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.execution.Execution;
import io.attune.model.id.ExecutionId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import io.attune.server.auth.Caller;
import io.attune.server.execution.ManualRuns.Prepared;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.execution.NewExecution;
import io.attune.store.execution.NewExecution.Start;
import io.attune.store.secret.SealedSecret;
import io.attune.store.secret.SecretHolder;
import io.attune.store.secret.SecretValueStore;
import io.attune.store.workflow.TaskRunStore;
import io.attune.store.workflow.TaskRunStore.Attempt;
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
    private final TaskRunStore runs;
    private final WorkflowRunStore workflows;
    private final SecretValueStore secretValues;
    private final ExecutionAccess access;

    @Inject
    Reruns(
            ManualRuns manualRuns,
            TaskRunStore runs,
            WorkflowRunStore workflows,
            SecretValueStore secretValues,
            ExecutionAccess access) {
        this.manualRuns = manualRuns;
        this.runs = runs;
        this.workflows = workflows;
        this.secretValues = secretValues;
        this.access = access;
    }

    /**
     * What is to be run again.
     *
     * @param before with its secrets in their places
     * @param continues null to do everything again
     */
    record Wish(
            RerunExecution request,
            Attempt before,
            List<SecretPlace> secrets,
            Start.@Nullable Continuation continues) {}

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
        var before = runs.findRun(tx, id).orElseThrow();
        List<SealedSecret> sealed = SecretMarker.isIn(before.parameters())
                ? secretValues.list(tx, SecretHolder.EXECUTION_CONFIG, List.of(id.value()))
                : List.of();
        requireKnown(tx, caller, execution, request, continues, sealed);
        secretValues.restored(before.parameters(), sealed);
        return new Wish(
                request, before, sealed.stream().map(SealedSecret::place).toList(), continues);
    }

    /** Else whoever may run an action again would have the secrets of others sent to an address of their choice. */
    private void requireKnown(
            Tx tx,
            Caller caller,
            Execution execution,
            RerunExecution request,
            Start.@Nullable Continuation continues,
            List<SealedSecret> sealed) {
        if (!request.givesAny()) {
            return;
        }
        boolean keeps = continues == null
                ? sealed.stream()
                        .anyMatch(secret ->
                                !request.gives(secret.place().segments().getFirst()))
                // What was made of a secret stays, whatever takes its place.
                : !sealed.isEmpty() || workflows.keepsSecrets(tx, continues.run());
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
        wish.secrets().stream()
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
                new NewExecution.Repetition(wish.before().original(), null)));
    }

    private static Start start(Start start, Start.@Nullable Continuation continues) {
        return start instanceof Start.Workflow(long definition, var timeout, var _)
                ? new Start.Workflow(definition, timeout, continues)
                : start;
    }
}
