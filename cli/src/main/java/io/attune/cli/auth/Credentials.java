package io.attune.cli.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A login name and its password, which is best not given on the command line (cli.md C14). */
final class Credentials {
    @Option(
            names = {"-u", "--username"},
            paramLabel = "NAME",
            description = "login name; asked for when absent")
    @Nullable
    String username;

    @Option(
            names = "--password",
            paramLabel = "PW",
            description = "visible to other users of this machine; prefer the prompt")
    @Nullable
    String password;

    @Option(names = "--password-stdin", description = "read the password from standard input")
    boolean passwordFromInput;

    String login(Call call) {
        return username != null ? username : call.ask("Login: ", "--username NAME");
    }

    ObjectNode request(Call call, String login) {
        return Nodes.object().put("login", login).put("password", secret(call));
    }

    private String secret(Call call) {
        if (password != null) {
            return password;
        }
        if (passwordFromInput) {
            return call.file("-").strip();
        }
        String variable = call.surroundings().environment().get("ATTUNE_PASSWORD");
        return variable != null && !variable.isEmpty()
                ? variable
                : call.askSecretly("Password: ", "--password-stdin or ATTUNE_PASSWORD");
    }
}
