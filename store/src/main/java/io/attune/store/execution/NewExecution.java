package io.attune.store.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.placement.Demands;
import io.attune.model.catalog.RetentionPolicy;
import io.attune.model.execution.Execution;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.ActionId;
import io.attune.model.id.EnforcementId;
import io.attune.model.id.ExecutionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import io.attune.model.secret.SecretPlace;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An execution about to be created (runtime.md §1.3).
 *
 * @param parameters in clear, with defaults applied; never null, may be empty. Not to be changed
 * @param secrets where {@code parameters} holds secret values; stored apart from the rest, sealed
 * @param envVars names to texts; null or empty when there are none
 * @param permissionSetRefs snapshot; empty means that the run gets no API token
 * @param start what happens first
 * @param task what it is a run of, as {@code workflow_task} shows it: with its name, iteration, index and number of retries; null for none
 * @param repeats what it does again; null for nothing
 */
public record NewExecution(
        TenantId tenant,
        @Nullable ActionId action,
        String actionRef,
        Origin origin,
        ObjectNode parameters,
        List<SecretPlace> secrets,
        @Nullable ObjectNode envVars,
        List<String> permissionSetRefs,
        Retention artifactRetention,
        PlacementOverride placement,
        Start start,
        @Nullable ObjectNode task,
        @Nullable Repetition repeats) {
    public NewExecution {
        secrets = List.copyOf(secrets);
        permissionSetRefs = List.copyOf(permissionSetRefs);
    }

    /** One that is no task of a workflow, and is run for the first time. */
    public NewExecution(
            TenantId tenant,
            @Nullable ActionId action,
            String actionRef,
            Origin origin,
            ObjectNode parameters,
            List<SecretPlace> secrets,
            @Nullable ObjectNode envVars,
            List<String> permissionSetRefs,
            Retention artifactRetention,
            PlacementOverride placement,
            Start start) {
        this(
                tenant,
                action,
                actionRef,
                origin,
                parameters,
                secrets,
                envVars,
                permissionSetRefs,
                artifactRetention,
                placement,
                start,
                null,
                null);
    }

    /**
     * An execution that is done again.
     *
     * @param original the first one
     * @param reason how the one before ended, or that somebody wished it
     * @param retries how many attempts there were before it; those of a task are in its {@code workflow_task}
     * @param most how many retries there may be; null for one that was wished
     */
    public record Repetition(
            ExecutionId original,
            String reason,
            int retries,
            @Nullable Integer most) {
        /** A rerun, which somebody asked for (runtime.md §5.5). */
        public static Repetition wished(ExecutionId original) {
            return new Repetition(original, Execution.Retry.WISHED, 0, null);
        }

        /** The retry after an attempt that ended like this. */
        public static Repetition after(ExecutionId original, ExecutionStatus ended, int retries, int most) {
            return new Repetition(original, ended.wire(), retries, most);
        }

        boolean isWished() {
            return most == null;
        }
    }

    /**
     * Where it comes from.
     *
     * @param executor whom it is attributed to; null is nobody
     */
    public record Origin(
            @Nullable EnforcementId enforcement,
            @Nullable String ruleRef,
            @Nullable String triggerRef,
            @Nullable ExecutionId parent,
            @Nullable IdentityId executor) {
        /** Started by a person or service through the API. */
        public static Origin request(IdentityId executor) {
            return new Origin(null, null, null, null, executor);
        }

        /** Started by an action through its execution token: a child of its run. */
        public static Origin child(ExecutionId parent, @Nullable IdentityId executor) {
            return new Origin(null, null, null, parent, executor);
        }

        /** Started by a rule. */
        public static Origin rule(
                EnforcementId enforcement, String ruleRef, String triggerRef, @Nullable IdentityId executor) {
            return new Origin(enforcement, ruleRef, triggerRef, null, executor);
        }
    }

    /** How long artifacts of the run are kept. */
    public record Retention(RetentionPolicy policy, int limit) {
        /** When neither request nor action say anything (api-runs.md §3.3). */
        public static final Retention DEFAULT = new Retention(RetentionPolicy.VERSIONS, 5);
    }

    /** What the request says about placement; null members inherit from the action. Shown, and already part of the demands. */
    public record PlacementOverride(
            @Nullable JsonNode selector,
            @Nullable JsonNode tolerations,
            @Nullable JsonNode affinity) {
        public static final PlacementOverride NONE = new PlacementOverride(null, null, null);
    }

    /** What happens to the execution first. */
    public sealed interface Start {
        /** It waits for a worker that meets the demands. */
        record Queue(Demands demands) implements Start {}

        /** It asks a person, and no worker sees it (workflows.md §11). */
        record Ask() implements Start {}

        /**
         * The engine runs it as a workflow.
         *
         * @param definition whose graph is copied
         * @param timeout how long it may take; null for as long as it takes
         */
        record Workflow(
                long definition,
                @Nullable Duration timeout,
                @Nullable Continuation continues) implements Start {}

        /**
         * What an earlier run has done is kept.
         *
         * @param run whose graph is copied
         * @param from the task from which everything is done again; null for those that failed
         */
        record Continuation(ExecutionId run, @Nullable String from) {}

        /** It waits until its workflow releases it. */
        record Held(Start then) implements Start {}

        /** It cannot run at all, for instance because its parameters are invalid (FIX-14). */
        record Fail(ObjectNode result) implements Start {}
    }
}
