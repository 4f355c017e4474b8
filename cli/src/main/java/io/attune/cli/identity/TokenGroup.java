package io.attune.cli.identity;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "token",
        description = "integration tokens: what programs log in with",
        subcommands = {TokenCreate.class, TokenList.class, TokenRevoke.class, TokenDelete.class},
        footer = {"", "Example: attune auth token create --label ci --expires-at 90d"})
public final class TokenGroup extends Group {}
