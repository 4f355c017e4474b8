package io.attune.cli.auth;

import io.attune.cli.call.Group;
import picocli.CommandLine.Command;

@Command(
        name = "auth",
        subcommands = {AuthLogin.class, AuthLogout.class, AuthWhoami.class, AuthRefresh.class},
        footer = {"", "Example: attune auth login --username admin@attune.local"})
public final class AuthGroup extends Group {}
