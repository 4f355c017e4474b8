package io.attune.cli.audit;

import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.call.Listing;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.render.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "all records that match, one JSON object per line, newest first",
        footer = {
            "",
            "Examples:",
            "  attune audit export --since 2026-01-01 > audit.jsonl",
            "  attune audit export --since 30d --output csv > audit.csv"
        })
final class AuditExport extends AttuneCommand {
    private static final int ROWS = 500;

    @Mixin
    private final AuditFilters filters = new AuditFilters();

    @Option(names = "--jsonl", description = "one JSON object per line; this is the default")
    boolean lines;

    @Override
    protected ExitCode run(Call call) {
        Format format = call.output().format();
        var source = filters.source(call, 0);
        if (lines || !format.forMachines()) {
            Listing.rows(ROWS).each(call, source.endingAt(_ -> call.output().abandoned()), call.output()::jsonLine);
        } else {
            Listing.rows(ROWS).show(call, source, AuditColumns.LIST);
        }
        return ExitCode.SUCCESS;
    }
}
