package io.attune.cli.system;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "tokens of workers, newest first, and which worker uses which; operators only",
        footer = {"", "Example: attune worker token list"})
final class EnrolmentList extends AttuneCommand {
    @Override
    protected ExitCode run(Call call) {
        var tokens = call.client().get(Enrolments.PATH).valueStream().toList();
        call.output()
                .list(
                        tokens,
                        Enrolments.COLUMNS,
                        "id",
                        "No tokens. Make one: attune worker token create --label NAME",
                        Nodes.object());
        return ExitCode.SUCCESS;
    }
}
