package io.attune.cli.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rotate-signing-key",
        description = "sign tokens with a new secret from now on; nobody is logged out; operators only",
        footer = {"", "Example: attune auth rotate-signing-key --yes"})
final class AuthRotateSigningKey extends AttuneCommand {
    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        call.confirm("Sign all new tokens with a new secret?", yes);
        JsonNode rotated = call.client().send("POST", "/signing-keys/rotate", null);
        call.output().object(rotated, List.of(Column.of("Signing key", "key_id")), "key_id");
        call.output()
                .section(
                        "Still accepted",
                        rotated.path("previous").valueStream().toList(),
                        List.of(Column.of("Key", "key_id"), Column.time("Until", "good_until")));
        return ExitCode.SUCCESS;
    }
}
