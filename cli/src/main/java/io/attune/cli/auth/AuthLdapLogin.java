package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.ApiClient;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "ldap-login",
        description = "log in with the password of the directory, where the server knows local passwords as well",
        footer = {"", "Example: attune auth ldap-login --username jane"})
final class AuthLdapLogin extends AttuneCommand {
    @Mixin
    private final Credentials credentials = new Credentials();

    @Mixin
    private final LoginTarget target = new LoginTarget();

    @Override
    protected ExitCode run(Call call) {
        ApiClient client = target.client(call);
        String login = credentials.login(call);
        JsonNode tokens = client.open("POST", "/auth/ldap/login", credentials.request(call, login));
        return target.keep(call, client, tokens, "ldap", login);
    }
}
