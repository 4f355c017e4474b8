package io.attune.cli.inquiry;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.call.References;
import io.attune.cli.client.Paging;
import io.attune.cli.client.Query;
import io.attune.cli.identity.Identities;
import io.attune.cli.outcome.ExitCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "list",
        description = "inquiries, newest first",
        footer = {"", "Example: attune inquiry list --mine --status pending"})
final class InquiryList extends AttuneCommand {
    @Option(names = "--mine", description = "those that are assigned to you")
    boolean mine;

    @Option(
            names = {"-s", "--status"},
            paramLabel = "STATUS",
            description = "pending, responded, timeout or cancelled")
    @Nullable
    String status;

    @Option(names = "--execution", paramLabel = "ID", description = "of this execution; id, @last or @last-failed")
    @Nullable
    String execution;

    @Mixin
    private final Listing listing = new Listing();

    @Override
    protected ExitCode run(Call call) {
        Query query = Query.none()
                .with("status", status)
                .with("assigned_to", mine ? Identities.idOrOwn(call, null) : null)
                .with("execution", execution == null ? null : References.execution(call, execution));
        var source = new Listing.Source(
                "/inquiries",
                query,
                Paging.Dialect.OFFSET,
                _ -> true,
                "id",
                50,
                "No inquiries match. Ask something: attune run core.ask prompt='Go on?'");
        listing.show(call, source, InquiryColumns.LIST);
        return ExitCode.SUCCESS;
    }
}
