package io.attune.cli.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.json.Nodes;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Format;
import io.attune.pack.read.Finding;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "validate",
        aliases = {"lint", "check"},
        description = "check workflow files here, without a server; exit code 11 says that something is wrong",
        footer = {
            "",
            "Examples:",
            "  attune workflow validate actions/workflows/restart.workflow.yaml",
            "  attune workflow validate path/of/a/pack --strict"
        })
final class WorkflowValidate extends AttuneCommand {
    @Parameters(paramLabel = "FILE|DIR", description = "a workflow file, or the directory of a pack")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    String path;

    @Option(names = "--strict", description = "warnings are errors")
    boolean strict;

    private boolean isPack;

    @Override
    protected ExitCode run(Call call) {
        WorkflowFindings findings =
                findings(call.surroundings().workingDirectory().resolve(path));
        boolean sound = strict ? findings.entries().isEmpty() : !findings.haveErrors();
        Format format = call.output().format();
        if (format == Format.TABLE || format == Format.WIDE) {
            findings.entries().forEach(entry -> call.output().print(line(entry) + "\n"));
        } else {
            List<JsonNode> items = findings.entries().stream().map(this::json).toList();
            call.output().document(Nodes.array().addAll(items));
        }
        int files = findings.files();
        call.output()
                .say(files
                        + (files == 1 ? " workflow file" : " workflow files")
                        + (!sound
                                ? ", with errors"
                                : findings.entries().isEmpty() ? ", nothing wrong" : ", no errors"));
        return sound ? ExitCode.SUCCESS : ExitCode.FINDINGS;
    }

    private WorkflowFindings findings(Path place) {
        if (Files.isRegularFile(place)) {
            return WorkflowFindings.ofFile(place);
        }
        if (!Files.isDirectory(place)) {
            throw Failure.usage("There is no file or directory " + path, null);
        }
        isPack = true;
        return WorkflowFindings.ofPack(place)
                .orElseThrow(() -> Failure.usage(
                        path + " is no pack: it has no pack.yaml", "Give the directory of a pack, or a workflow file"));
    }

    private boolean isError(WorkflowFindings.Entry entry) {
        return strict || entry.error();
    }

    /** As compilers write it, so that editors find the place. */
    private String line(WorkflowFindings.Entry entry) {
        Finding finding = entry.finding();
        return where(finding) + ":" + finding.place().line() + ":"
                + finding.place().column() + ": " + (isError(entry) ? "" : "warning: ") + finding.advice();
    }

    private JsonNode json(WorkflowFindings.Entry entry) {
        Finding finding = entry.finding();
        var node = Nodes.object()
                .put("file", where(finding))
                .put("line", finding.place().line())
                .put("column", finding.place().column())
                .put("level", isError(entry) ? "error" : "warning")
                .put("field", finding.field())
                .put("message", finding.message());
        return finding.hint() == null ? node : node.put("hint", finding.hint());
    }

    private String where(Finding finding) {
        return isPack ? Path.of(path, finding.file()).toString() : path;
    }
}
