package io.attune.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Query;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "verify",
        description = "check the chain of hashes over the audit log; exit code 1 when a record was changed or removed",
        footer = {"", "Example: attune audit verify"})
final class AuditVerify extends AttuneCommand {
    private static final List<Column> COLUMNS = List.of(
            Column.status("Valid", "valid"),
            Column.of("Checked", "checked"),
            Column.of("Not sealed yet", "unsealed"),
            Column.of("Last record", "head.seq"),
            Column.of("Its hash", "head.hash"),
            Column.of("First broken", "first_broken.seq"),
            Column.of("Reason", "first_broken.reason"));

    @Option(names = "--tenant", paramLabel = "REF", description = "another tenant's log; operators only")
    @Nullable
    String tenant;

    @Option(names = "--without-tenant", description = "the records that belong to no tenant; operators only")
    boolean withoutTenant;

    @Override
    protected ExitCode run(Call call) {
        JsonNode verdict = call.client()
                .get(
                        "/audit-events/verify",
                        Query.none().with("tenant_ref", tenant).with("without_tenant", withoutTenant ? true : null));
        call.output().object(verdict, COLUMNS, "valid");
        if (verdict.path("valid").asBoolean(false)) {
            return ExitCode.SUCCESS;
        }
        JsonNode broken = verdict.path("first_broken");
        boolean there = broken.hasNonNull("id");
        throw Failure.of(
                ExitCode.FAILURE,
                "The audit log is broken" + place(broken) + ": " + Nodes.text(broken, "reason"),
                "What was recorded from there on cannot be trusted; compare it with an export"
                        + (there ? ": attune audit show " + Nodes.text(broken, "id") : "."));
    }

    private static String place(JsonNode broken) {
        return broken.hasNonNull("seq") ? " at place " + Nodes.text(broken, "seq") + " of the chain" : "";
    }
}
