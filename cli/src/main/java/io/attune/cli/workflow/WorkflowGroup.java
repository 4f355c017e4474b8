package io.attune.cli.workflow;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "workflow",
        subcommands = {
            WorkflowList.class,
            WorkflowShow.class,
            WorkflowValidate.class,
            WorkflowUpload.class,
            WorkflowRun.class,
            WorkflowDelete.class
        },
        footer = {"", "Example: attune workflow show ops.restart --graph"})
public final class WorkflowGroup extends Group {}
