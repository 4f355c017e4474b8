package io.attune.cli.workflow;

import io.attune.cli.action.ActionExecute;
import picocli.CommandLine.Command;

@Command(
        name = "run",
        description = "start a workflow; same as 'action execute'",
        footer = {"", "Example: attune workflow run ops.restart --param host=db1 --wait"})
final class WorkflowRun extends ActionExecute {}
