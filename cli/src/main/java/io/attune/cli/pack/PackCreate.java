package io.attune.cli.pack;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Titles;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "create",
        description = "create an empty pack on the server",
        footer = {"", "Example: attune pack create --ref ops --label Operations"})
final class PackCreate extends AttuneCommand {
    @Option(
            names = {"-r", "--ref"},
            paramLabel = "REF",
            description = "ref of the pack; asked for when absent")
    @Nullable
    String ref;

    @Option(
            names = {"-i", "--interactive"},
            description = "ask for what no option gives")
    boolean interactive;

    @Option(
            names = {"-l", "--label"},
            paramLabel = "TEXT",
            description = "title; made from the ref when absent")
    @Nullable
    String label;

    @Option(
            names = {"-d", "--description"},
            paramLabel = "TEXT",
            description = "what it is for")
    @Nullable
    String description;

    @Option(
            names = "--pack-version",
            paramLabel = "V",
            defaultValue = "0.1.0",
            description = "version (default ${DEFAULT-VALUE})")
    @SuppressWarnings("NullAway.Init") // picocli sets the default
    String packVersion;

    @Option(names = "--tags", split = ",", paramLabel = "TAG", description = "tags, comma separated")
    List<String> tags = List.of();

    @Override
    protected ExitCode run(Call call) {
        String name = ref != null ? ref : call.ask("Ref: ", "--ref REF");
        String title = asked(call, label, "Label (" + Titles.of(name) + "): ", "--label TEXT");
        String text = asked(call, description, "Description: ", "--description TEXT");
        var pack = Nodes.object()
                .put("ref", name)
                .put("label", title == null ? Titles.of(name) : title)
                .put("version", packVersion);
        if (text != null) {
            pack.put("description", text);
        }
        var list = pack.putArray("tags");
        tags.forEach(list::add);
        call.output().object(call.client().send("POST", "/packs", pack), PackColumns.DETAIL, "ref");
        return ExitCode.SUCCESS;
    }

    private @Nullable String asked(Call call, @Nullable String given, String question, String option) {
        if (given != null || !interactive) {
            return given;
        }
        String answer = call.ask(question, option);
        return answer.isEmpty() ? null : answer;
    }
}
