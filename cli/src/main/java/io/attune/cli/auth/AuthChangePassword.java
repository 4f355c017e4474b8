package io.attune.cli.auth;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.NewPassword;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "change-password",
        description = "change your own password; other sessions of yours end",
        footer = {
            "",
            "Examples:",
            "  attune auth change-password                # asks for both",
            "  printf '%%s\\n' \"$OLD\" \"$NEW\" | attune auth change-password --password-stdin"
        })
final class AuthChangePassword extends AttuneCommand {
    @Option(names = "--password-stdin", description = "read the present and the new password, a line each")
    boolean fromInput;

    @Override
    protected ExitCode run(Call call) {
        var request = Nodes.object();
        if (fromInput) {
            var lines = call.file("-").lines().toList();
            if (lines.size() != 2) {
                throw Failure.usage(
                        "Expected two lines on standard input, found " + lines.size(),
                        "The present password, then the new one");
            }
            request.put("current_password", lines.get(0)).put("new_password", lines.get(1));
        } else {
            request.put("current_password", call.askSecretly("Present password: ", "--password-stdin"))
                    .put("new_password", NewPassword.ask(call));
        }
        call.client().outside("POST", "/auth/change-password", request);
        call.output().done("The password is changed.");
        return ExitCode.SUCCESS;
    }
}
