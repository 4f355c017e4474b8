package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.inquiry.Question;
import io.attune.engine.placement.Demands;
import io.attune.model.WireEnum;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.execution.NewExecution.PlacementOverride;
import io.attune.store.execution.NewExecution.Retention;
import io.attune.store.execution.NewExecution.Start;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happens to a new execution first, as its action has it: the same whoever starts it. */
public final class Starts {
    private Starts() {}

    /**
     * The start of a run whose parameters fit.
     *
     * @param timeout of the task, for a workflow; null as the action says
     */
    public static Start of(
            CompiledAction compiled, CatalogSnapshot catalog, PlacementOverride placement, @Nullable Duration timeout) {
        CatalogAction action = compiled.action();
        Long workflow = action.workflow();
        if (workflow != null) {
            return new Start.Workflow(workflow, timeout == null ? action.timeout() : timeout, null);
        }
        if (action.ref().equals(Question.ACTION) && action.owner().isPlatform()) {
            return new Start.Ask();
        }
        var runtime = Optional.ofNullable(action.runtime())
                .flatMap(catalog::findRuntime)
                .orElse(null);
        if (runtime == null) {
            return fail("Action '" + action.ref() + "' has no runtime");
        }
        if (placement.equals(PlacementOverride.NONE)) {
            return new Start.Queue(compiled.demands(runtime));
        }
        return new Start.Queue(Demands.of(
                runtime.name(),
                action.runtimeVersionConstraint(),
                action.requiredWorkerRuntimes(),
                placement.selector() == null ? action.workerSelector() : placement.selector(),
                placement.tolerations() == null ? action.workerTolerations() : placement.tolerations(),
                placement.affinity() == null ? action.workerAffinity() : placement.affinity()));
    }

    /** As a rule starts it: what has lost its runtime waits, and fails where it is handed to a worker. */
    public static Start ofRule(CompiledAction compiled, CatalogSnapshot catalog) {
        CatalogAction action = compiled.action();
        return action.workflow() == null && action.runtime() == null
                ? new Start.Queue(compiled.demands(null))
                : of(compiled, catalog, PlacementOverride.NONE, null);
    }

    public static Start.Fail fail(String error) {
        return new Start.Fail(
                JsonNodeFactory.instance.objectNode().put("succeeded", false).put("error", error));
    }

    /** How long the artifacts of a run are kept when nobody else says so. */
    public static Retention retention(CatalogAction action) {
        @Nullable String policy = action.artifactRetentionPolicy();
        @Nullable Integer limit = action.artifactRetentionLimit();
        return new Retention(
                Optional.ofNullable(policy)
                        .flatMap(wire -> WireEnum.find(RetentionPolicy.class, wire))
                        .orElse(Retention.DEFAULT.policy()),
                limit == null ? Retention.DEFAULT.limit() : limit);
    }
}
