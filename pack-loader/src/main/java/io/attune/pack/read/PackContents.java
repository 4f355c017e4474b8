package io.attune.pack.read;

import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.PackDefinition;
import io.attune.model.pack.PermissionSetDefinition;
import io.attune.model.pack.PolicyDefinition;
import io.attune.model.pack.QueueDefinition;
import io.attune.model.pack.RuleDefinition;
import io.attune.model.pack.RuntimeDefinition;
import io.attune.model.pack.SensorDefinition;
import io.attune.model.pack.TriggerDefinition;
import io.attune.model.pack.WorkflowDefinition;
import java.util.List;
import java.util.Set;

/**
 * Everything the files of one pack define.
 *
 * @param skippedRefs refs of components whose files could not be used: an earlier, working definition of theirs is better kept than removed
 */
public record PackContents(
        PackDefinition pack,
        List<Component<PermissionSetDefinition>> permissionSets,
        List<Component<RuntimeDefinition>> runtimes,
        List<Component<TriggerDefinition>> triggers,
        List<Component<WorkflowDefinition>> workflows,
        List<Component<ActionDefinition>> actions,
        List<Component<QueueDefinition>> queues,
        List<Component<RuleDefinition>> rules,
        List<Component<SensorDefinition>> sensors,
        List<Component<PolicyDefinition>> policies,
        Set<String> skippedRefs) {}
