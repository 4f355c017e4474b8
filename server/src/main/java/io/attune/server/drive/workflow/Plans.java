package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.attune.engine.workflow.graph.WorkflowPlan;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.id.ExecutionId;
import io.attune.store.Tx;
import io.attune.store.workflow.StoredRun;
import io.attune.store.workflow.WorkflowRunStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.stream.Collectors;

/** The graphs that runs follow, compiled. Those of a run never change; runs of one definition share one plan. */
@Singleton
final class Plans {
    private static final int REMEMBERED_RUNS = 20_000;
    private static final int REMEMBERED_DEFINITIONS = 1_000;

    /** A graph that can be run, or why it cannot. */
    sealed interface Plan {
        record Sound(WorkflowPlan plan) implements Plan {}

        record Broken(String why) implements Plan {}
    }

    private final WorkflowRunStore runs;
    private final Cache<ExecutionId, Plan> byRun =
            Caffeine.newBuilder().maximumSize(REMEMBERED_RUNS).build();
    private final Cache<JsonNode, Plan> byDefinition =
            Caffeine.newBuilder().maximumSize(REMEMBERED_DEFINITIONS).build();

    @Inject
    Plans(WorkflowRunStore runs) {
        this.runs = runs;
    }

    Plan of(Tx tx, StoredRun run) {
        Plan known = byRun.getIfPresent(run.execution());
        if (known == null) {
            known = Optional.ofNullable(run.definition())
                    .or(() -> runs.findDefinition(tx, run.execution()))
                    .map(found -> byDefinition.get(found, Plans::read))
                    .orElseGet(() -> new Plan.Broken("its graph is gone"));
            byRun.put(run.execution(), known);
        }
        return known;
    }

    private static Plan read(JsonNode definition) {
        WorkflowReader.Reading reading = WorkflowReader.read(definition);
        return reading.plan()
                .<Plan>map(Plan.Sound::new)
                .orElseGet(() -> new Plan.Broken(reading.problems().stream()
                        .map(problem -> problem.text())
                        .collect(Collectors.joining("; "))));
    }
}
