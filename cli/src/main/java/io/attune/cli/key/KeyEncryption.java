package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Column;
import java.util.List;
import picocli.CommandLine.Command;

@Command(
        name = "encryption",
        description = "which master key is in use and whether a re-encryption is under way; operators only",
        footer = {"", "Example: attune key encryption"})
final class KeyEncryption extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.of("Master key", "current_master"),
            Column.of("Known master keys", "known_masters"),
            Column.of("Data keys", "data_keys"),
            Column.of("Retired data keys", "retired_data_keys"),
            Column.of("Re-encrypting", "re_encrypting"),
            Column.of("Values done", "re_encrypted_values"),
            Column.of("Values to do", "outdated_values"),
            Column.of("Under a master key itself", "older_form_values"),
            Column.time("Started", "started_at"),
            Column.time("Finished", "finished_at"));

    @Override
    protected ExitCode run(Call call) {
        call.output().object(call.client().get("/encryption"), COLUMNS, "current_master");
        return ExitCode.SUCCESS;
    }
}
