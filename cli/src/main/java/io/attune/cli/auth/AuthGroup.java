package io.attune.cli.auth;

import io.attune.cli.call.Group;
import io.attune.cli.identity.TokenGroup;
import picocli.CommandLine.Command;

@Command(
        name = "auth",
        subcommands = {
            AuthLogin.class,
            AuthSsoLogin.class,
            AuthTokenLogin.class,
            AuthLdapLogin.class,
            AuthRegister.class,
            AuthLogout.class,
            AuthRefresh.class,
            AuthStatus.class,
            AuthWhoami.class,
            AuthUpdate.class,
            AuthChangePassword.class,
            AuthSwitch.class,
            AuthPrintToken.class,
            AuthCanI.class,
            TokenGroup.class,
            AuthRotateSigningKey.class
        },
        footer = {"", "Example: attune auth login --username admin@attune.local"})
public final class AuthGroup extends Group {}
