package io.attune.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.call.AttuneCommand;
import io.attune.cli.call.Call;
import io.attune.cli.client.Paging;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "write keys in the form that 'key import' takes; secrets without their value unless --decrypt",
        footer = {
            "",
            "Examples:",
            "  attune key export --prefix staging_",
            "  attune key export --decrypt --file keys.yaml     # readable by you only"
        })
final class KeyExport extends AttuneCommand {
    @Mixin
    private final KeyFilters filters = new KeyFilters();

    @Option(names = "--decrypt", description = "with the values of secrets; needs --file")
    boolean decrypt;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "new file to write, JSON when it is named so, else YAML; its mode is 0600")
    @Nullable
    String file;

    @Override
    protected ExitCode run(Call call) {
        if (decrypt && file == null) {
            throw Failure.usage("Secrets are exported to a file", "Give --file FILE");
        }
        var source = filters.source();
        var keys = Nodes.array();
        Paging.everything()
                .each(
                        call.client(),
                        source.path(),
                        source.query(),
                        source.dialect(),
                        source.filter(),
                        _ -> false,
                        summary -> keys.add(portable(call, summary)));
        if (file != null) {
            write(call, file, keys);
            call.output().done(keys.size() + " keys are in " + file + ".");
        } else if (call.output().format().forMachines()) {
            call.output().document(keys);
        } else {
            call.output().print(YamlText.write(keys));
        }
        return ExitCode.SUCCESS;
    }

    private ObjectNode portable(Call call, JsonNode summary) {
        JsonNode key = call.client().get(Keys.path(Nodes.text(summary, "ref")));
        ObjectNode portable = Portable.of(key);
        if (!key.path("encrypted").asBoolean(false)) {
            return portable;
        }
        if (decrypt) {
            Keys.readable(key);
        } else {
            portable.remove("value");
        }
        return portable;
    }

    private static void write(Call call, String name, ArrayNode keys) {
        Path path = call.surroundings().workingDirectory().resolve(name);
        String text = name.endsWith(".json") ? JsonText.pretty(keys) + "\n" : YamlText.write(keys);
        try (var out = Files.newByteChannel(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (FileAlreadyExistsException e) {
            throw Failure.of(ExitCode.CONFLICT, name + " exists already", "Name a new file, or remove it first.");
        } catch (IOException e) {
            throw Failure.of(ExitCode.FAILURE, "Cannot write " + name + " (" + e.getMessage() + ")", null);
        }
    }
}
