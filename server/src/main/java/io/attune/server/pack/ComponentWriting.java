package io.attune.server.pack;

import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.id.ActionId;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.ComponentDefinition;
import io.attune.model.pack.PolicyDefinition;
import io.attune.model.pack.QueueDefinition;
import io.attune.model.pack.RuleDefinition;
import io.attune.model.pack.SensorDefinition;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.model.schema.FlatSchema;
import io.attune.pack.read.Component;
import io.attune.pack.read.Finding;
import io.attune.pack.read.PackContents;
import io.attune.store.Tx;
import io.attune.store.pack.PackComponentStore;
import io.attune.store.pack.PackComponentStore.Kept;
import io.attune.store.pack.PackComponentStore.NamedRuntime;
import io.attune.store.pack.PackHome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the components of one pack in one transaction, in the order in which they refer to each other (packs.md §1), and then removes what
 * the files no longer define. What cannot be written is left out and said. Used once.
 */
final class ComponentWriting {
    private final Tx tx;
    private final PackComponentStore store;
    private final PackHome home;
    private final List<Finding> findings = new ArrayList<>();

    ComponentWriting(Tx tx, PackComponentStore store, PackHome home) {
        this.tx = tx;
        this.store = store;
        this.home = home;
    }

    /** @return what the files alone could not tell: refs of others, and things that are not there */
    List<Finding> write(PackContents contents) {
        contents.permissionSets()
                .forEach(set -> checkPut(set, "permission set", store.put(tx, home, set.definition())));
        contents.runtimes().forEach(runtime -> checkPut(runtime, "runtime", store.put(tx, home, runtime.definition())));
        contents.triggers().forEach(trigger -> checkPut(trigger, "trigger", store.put(tx, home, trigger.definition())));
        Map<String, Long> workflows = new HashMap<>();
        contents.workflows().forEach(workflow -> {
            Optional<Long> id = store.put(tx, home, workflow.definition());
            checkPut(workflow, "workflow", id.isPresent());
            id.ifPresent(found -> workflows.put(workflow.ref(), found));
        });
        contents.actions().forEach(action -> action(action, workflows));
        contents.workflows().forEach(this::checkGraph);
        contents.queues().forEach(this::queue);
        contents.rules().forEach(this::rule);
        contents.sensors().forEach(this::sensor);
        contents.policies().forEach(this::policy);
        store.keepOnly(tx, home, kept(contents));
        return findings;
    }

    private void action(Component<ActionDefinition> action, Map<String, Long> workflows) {
        ActionDefinition definition = action.definition();
        String runner = definition.runner();
        NamedRuntime runtime = runner == null ? null : runtime(action, runner);
        String workflow = definition.workflowRef();
        checkPut(
                action,
                "action",
                store.put(tx, home, definition, runtime, workflow == null ? null : workflows.get(workflow)));
    }

    /** It is kept whatever is wrong with it: what is reached of it runs (workflows.md §4.1). */
    private void checkGraph(Component<WorkflowDefinition> workflow) {
        WorkflowDefinition definition = workflow.definition();
        WorkflowReader.check(
                        definition.definition(),
                        FlatSchema.of(definition.paramSchema()),
                        ref -> store.findAction(tx, home, ref).isPresent())
                .problems()
                .forEach(problem -> findings.add(
                        workflow.finding(Finding.Effect.NOTED, problem.path(), problem.sentence(), problem.hint())));
    }

    private void sensor(Component<SensorDefinition> sensor) {
        SensorDefinition definition = sensor.definition();
        for (String trigger : definition.triggerTypes()) {
            if (store.findTrigger(tx, home, trigger).isEmpty()) {
                say(sensor, Finding.Effect.NOTED, "trigger_types", "there is no trigger '" + trigger + "'", null);
            }
        }
        checkPut(sensor, "sensor", store.put(tx, home, definition, runtime(sensor, definition.runner())));
    }

    private @Nullable NamedRuntime runtime(Component<?> component, String word) {
        Optional<NamedRuntime> runtime = store.findRuntime(tx, home, word);
        if (runtime.isEmpty()) {
            say(
                    component,
                    Finding.Effect.NOTED,
                    "runner_type",
                    "there is no runtime '" + word + "': it cannot run",
                    "use a runtime that 'attune runtime list' shows");
        }
        return runtime.orElse(null);
    }

    private void queue(Component<QueueDefinition> queue) {
        action(queue, "dispatch_action", queue.definition().dispatchActionRef())
                .ifPresent(action -> checkPut(queue, "queue", store.put(tx, home, queue.definition(), action)));
    }

    private void rule(Component<RuleDefinition> rule) {
        RuleDefinition definition = rule.definition();
        var trigger = store.findTrigger(tx, home, definition.triggerRef());
        if (trigger.isEmpty()) {
            say(
                    rule,
                    Finding.Effect.SKIPPED,
                    "trigger_ref",
                    "there is no trigger '" + definition.triggerRef() + "'",
                    "define it in this pack or install the pack that has it first");
        }
        var action = action(rule, "action_ref", definition.actionRef());
        if (trigger.isPresent() && action.isPresent()) {
            checkPut(rule, "rule", store.put(tx, home, definition, trigger.get(), action.get()));
        }
    }

    private void policy(Component<PolicyDefinition> policy) {
        String actionRef = policy.definition().actionRef();
        Optional<ActionId> action = actionRef == null ? Optional.empty() : action(policy, "action_ref", actionRef);
        if (actionRef == null || action.isPresent()) {
            checkPut(policy, "policy", store.put(tx, home, policy.definition(), action.orElse(null)));
        }
    }

    private Optional<ActionId> action(Component<?> component, String field, String ref) {
        Optional<ActionId> action = store.findAction(tx, home, ref);
        if (action.isEmpty()) {
            say(
                    component,
                    Finding.Effect.SKIPPED,
                    field,
                    "there is no action '" + ref + "'",
                    "define it in this pack or install the pack that has it first");
        }
        return action;
    }

    private void checkPut(Component<?> component, String noun, boolean put) {
        if (!put) {
            say(
                    component,
                    Finding.Effect.SKIPPED,
                    "ref",
                    "another " + noun + " is called '" + component.ref() + "' already",
                    "choose another ref, or delete the one that was made by hand");
        }
    }

    private void say(
            Component<?> component, Finding.Effect effect, String field, String message, @Nullable String hint) {
        findings.add(new Finding(effect, component.file(), component.place(), field, message, hint));
    }

    private static Kept kept(PackContents contents) {
        Set<String> skipped = contents.skippedRefs();
        return new Kept(
                refs(contents.permissionSets(), skipped),
                refs(contents.runtimes(), skipped),
                refs(contents.triggers(), skipped),
                refs(contents.workflows(), skipped),
                refs(contents.actions(), skipped),
                refs(contents.queues(), skipped),
                refs(contents.rules(), skipped),
                refs(contents.sensors(), skipped),
                refs(contents.policies(), skipped));
    }

    private static <T extends ComponentDefinition> Collection<String> refs(
            List<Component<T>> components, Set<String> skipped) {
        Set<String> refs = new HashSet<>(skipped);
        components.forEach(component -> refs.add(component.ref()));
        return refs;
    }
}
