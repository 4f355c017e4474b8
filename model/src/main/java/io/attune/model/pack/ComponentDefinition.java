package io.attune.model.pack;

/** One component of a pack. */
public sealed interface ComponentDefinition
        permits ActionDefinition,
                PermissionSetDefinition,
                PolicyDefinition,
                QueueDefinition,
                RuleDefinition,
                RuntimeDefinition,
                SensorDefinition,
                TriggerDefinition,
                WorkflowDefinition {
    String ref();
}
