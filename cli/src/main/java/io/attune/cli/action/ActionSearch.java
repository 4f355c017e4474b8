package io.attune.cli.action;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.outcome.ExitCode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "search",
        description = "find actions by words in ref, label, description or pack",
        footer = {"", "Example: attune action search http request"})
final class ActionSearch extends AttuneCommand {
    @Parameters(arity = "0..*", paramLabel = "QUERY", description = "words; all must match")
    List<String> words = List.of();

    @Option(
            names = {"-p", "--pack"},
            paramLabel = "REF",
            description = "only in this pack; may be repeated")
    List<String> packs = List.of();

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        Query query = Query.none()
                .with("q", words.isEmpty() ? null : String.join(" ", words))
                .with("packs", packs.isEmpty() ? null : String.join(",", packs));
        listing.show(
                call,
                new Listing.Source(
                        "/actions/search",
                        query,
                        Paging.Dialect.PAGE_SIZE,
                        _ -> true,
                        "ref",
                        50,
                        "No action matches. Try fewer words, or: attune action list"),
                ActionColumns.HITS);
        return ExitCode.SUCCESS;
    }
}
