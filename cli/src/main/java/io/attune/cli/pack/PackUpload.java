package io.attune.cli.pack;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "upload",
        description = "pack a local directory and install it on the server",
        footer = {"", "Example: attune pack upload ./my_pack --force"})
final class PackUpload extends AttuneCommand {
    @Parameters(paramLabel = "PATH", description = "directory with a pack.yaml, or a .tar.gz made of one")
    @SuppressWarnings("NullAway.Init") // picocli refuses a call without it
    Path path;

    @Option(
            names = {"-f", "--force"},
            description = "replace a pack that is there already")
    boolean force;

    @Option(names = "--skip-tests", description = "do not run the pack's tests")
    boolean skipTests;

    @Override
    protected ExitCode run(Call call) {
        Path source = call.surroundings().workingDirectory().resolve(path);
        try {
            if (Files.isRegularFile(source)) {
                return send(call, source);
            }
            if (!Files.isRegularFile(source.resolve("pack.yaml"))) {
                throw Failure.usage(
                        Files.isDirectory(source) ? "No pack.yaml in " + path : "No directory or archive " + path,
                        "Name the directory that holds pack.yaml");
            }
            Path archive = Files.createTempFile("attune-pack", ".tar.gz");
            try {
                PackArchive.write(source, archive);
                return send(call, archive);
            } finally {
                Files.deleteIfExists(archive);
            }
        } catch (IOException e) {
            throw Failure.of(ExitCode.FAILURE, "Cannot pack " + path + " (" + e.getMessage() + ")", null);
        }
    }

    private ExitCode send(Call call, Path archive) {
        JsonNode installed = call.client().upload("/packs/upload", new PackUploadBody(archive, force, skipTests));
        JsonNode pack = installed.path("pack");
        if (call.output().format().forMachines()) {
            call.output().object(installed, PackColumns.DETAIL, "pack.ref");
        } else {
            call.output().object(pack, PackColumns.DETAIL, "ref");
        }
        return ExitCode.SUCCESS;
    }
}
