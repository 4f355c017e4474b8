package io.attune.cli.execution;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "execution",
        subcommands = {
            ExecutionList.class,
            ExecutionShow.class,
            ExecutionWatchCommand.class,
            ExecutionWait.class,
            ExecutionLogs.class,
            ExecutionResult.class,
            ExecutionTree.class,
            ExecutionInquiries.class,
            ExecutionTimeline.class,
            ExecutionWhy.class,
            ExecutionCancel.class,
            ExecutionPause.class,
            ExecutionResume.class,
            ExecutionRerun.class
        },
        footer = {"", "Example: attune execution list --status failed --limit 20"})
public final class ExecutionGroup extends Group {}
