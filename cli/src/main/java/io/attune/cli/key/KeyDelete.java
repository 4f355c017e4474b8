package io.attune.cli.key;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "delete",
        aliases = "rm",
        description = "delete keys",
        footer = {"", "Examples:", "  attune key delete github_token --yes", "  attune key delete --prefix staging_"})
final class KeyDelete extends AttuneCommand {
    @Parameters(arity = "0..*", paramLabel = "KEY", description = "refs")
    List<String> keys = List.of();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "all keys whose ref starts so")
    @Nullable
    String prefix;

    @Option(names = "--yes", description = "do not ask")
    boolean yes;

    @Override
    protected ExitCode run(Call call) {
        if (keys.isEmpty() == (prefix == null || prefix.isEmpty())) {
            throw Failure.usage("Which keys?", "Give refs, or --prefix TEXT");
        }
        List<String> refs = keys.isEmpty() ? starting(call) : keys;
        if (refs.isEmpty()) {
            throw Failure.of(ExitCode.NOT_FOUND, "No key's ref starts with '" + prefix + "'", "attune key list");
        }
        call.confirm(
                refs.size() == 1
                        ? "Delete key '" + refs.getFirst() + "'?"
                        : "Delete " + refs.size() + " keys (" + String.join(", ", refs) + ")?",
                yes);
        refs.forEach(ref -> call.client().send("DELETE", Keys.path(ref), null));
        call.output()
                .done(
                        refs.size() == 1
                                ? "Key '" + refs.getFirst() + "' is deleted."
                                : refs.size() + " keys are deleted.");
        return ExitCode.SUCCESS;
    }

    private List<String> starting(Call call) {
        var filters = new KeyFilters();
        filters.prefix = prefix;
        var source = filters.source();
        return Paging.everything()
                .read(call.client(), source.path(), source.query(), source.dialect(), source.filter())
                .items()
                .stream()
                .map(key -> Nodes.text(key, "ref"))
                .toList();
    }
}
