package io.attune.cli.system;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "token",
        description = "enrolment tokens: what a new worker brings to be let in",
        subcommands = {EnrolmentCreate.class, EnrolmentList.class, EnrolmentRevoke.class},
        footer = {"", "Example: attune worker token create --label build-host"})
final class EnrolmentGroup extends Group {}
