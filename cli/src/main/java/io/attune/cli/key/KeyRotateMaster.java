package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rotate-master",
        description = "protect all stored values with a new master key; operators only",
        footer = {
            "",
            "Examples:",
            "  attune key rotate-master                   # wraps the tenants' data keys anew",
            "  attune key rotate-master --data-keys       # also makes new data keys and encrypts every value again"
        })
final class KeyRotateMaster extends AttuneCommand {
    @Option(names = "--data-keys", description = "also make new data keys and encrypt every value again")
    boolean dataKeys;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        call.confirm(
                dataKeys
                        ? "Make a new master key and new data keys, and encrypt every stored value again?"
                        : "Make a new master key and wrap the data keys with it?",
                yes);
        var state = call.client()
                .send("POST", "/encryption/rotate-master", Nodes.object().put("rotate_data_keys", dataKeys));
        call.output()
                .object(
                        state,
                        List.of(
                                Column.of("Master key", "current_master"),
                                Column.of("Data keys wrapped", "rewrapped"),
                                Column.of("Re-encrypting", "re_encrypting")),
                        "current_master");
        if (state.path("re_encrypting").asBoolean(false)) {
            call.output().say("Values are encrypted again in the background; see: attune key encryption");
        }
        return ExitCode.SUCCESS;
    }
}
