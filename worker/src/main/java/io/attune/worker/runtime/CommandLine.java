package io.attune.worker.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.EnvironmentNames;
import io.attune.worker.gateway.LeasedRun;
import io.attune.worker.process.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How an action or a sensor is started (packs.md §6.5, §8.2).
 *
 * @param words program and arguments
 * @param script text passed on a pipe, or null; not copied
 * @param installation what the program needs of the machine beside the system's directories
 */
@SuppressWarnings("ArrayRecordComponent")
public record CommandLine(List<String> words, byte @Nullable [] script, List<Path> installation) {
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_./-]+\\.[A-Za-z0-9]{1,5}");

    private static final Map<String, String> DEFAULT_INTERPRETERS =
            Map.of("shell", "bash", "python", "python3", "nodejs", "node");

    /**
     * @param pack the pack's directory, empty when it has no files
     * @throws UnrunnableException when the file or the interpreter is missing
     */
    public static CommandLine of(LeasedRun run, Optional<Path> pack, Interpreters interpreters)
            throws UnrunnableException {
        var program = Program.of(run);
        var file = entryFile(program, pack);
        return file.isPresent() || interpreter(program).isEmpty()
                ? ofFile(program, pack, interpreters)
                : inline(run, interpreter(program, pack, file, interpreters));
    }

    /**
     * For what is a file of its pack and nothing else.
     *
     * @throws UnrunnableException when the file or the interpreter is missing
     */
    public static CommandLine ofFile(Program program, Optional<Path> pack, Interpreters interpreters)
            throws UnrunnableException {
        var file = entryFile(program, pack);
        if (interpreter(program).isEmpty()) {
            return direct(program, file);
        }
        return interpreter(program, pack, file, interpreters)
                .with(null, file.orElseThrow(() -> missing(program)).toString());
    }

    private CommandLine with(byte @Nullable [] text, String... more) {
        var all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new CommandLine(all, text, installation);
    }

    private static CommandLine interpreter(
            Program program, Optional<Path> pack, Optional<Path> file, Interpreters interpreters)
            throws UnrunnableException {
        var binary = interpreter(program);
        var words = new ArrayList<String>();
        var found = interpreters.resolve(binary).orElseThrow(() -> absent(program, binary));
        words.add(found.binary().toString());
        program.runtimeConfig()
                .path("interpreter")
                .path("args")
                .forEach(argument -> words.add(expand(argument.asText(), program, pack, file)));
        return new CommandLine(words, null, found.installation());
    }

    private static UnrunnableException absent(Program program, String binary) {
        return new UnrunnableException(
                "This worker has no " + binary + ", which runtime " + program.runtimeName() + " needs"
                        + (binary.contains("/")
                                ? "; by its path a program is found in directories of the system and of worker.sandbox_paths only"
                                : ""));
    }

    private static String interpreter(Program program) {
        if (kind(program).equals("native")) {
            return "";
        }
        var declared =
                program.runtimeConfig().path("interpreter").path("binary").asText("");
        if (declared.isEmpty()) {
            declared = DEFAULT_INTERPRETERS.getOrDefault(kind(program), "");
        }
        return declared.equals("native") || declared.equals("none") ? "" : declared;
    }

    /** One name for the aliases of packs.md §8.1. */
    private static String kind(Program program) {
        return switch (program.runtimeName()) {
            case "bash", "sh" -> "shell";
            case "python3" -> "python";
            case "node", "node.js" -> "nodejs";
            case "builtin", "standalone" -> "native";
            default -> program.runtimeName();
        };
    }

    private static CommandLine direct(Program program, Optional<Path> file) throws UnrunnableException {
        var executable = file.orElseThrow(() -> missing(program));
        if (!Files.isExecutable(executable)) {
            throw new UnrunnableException("File " + program.folder() + "/" + program.entrypoint() + " of pack "
                    + program.packRef() + " is not executable");
        }
        return new CommandLine(List.of(executable.toString()), null, List.of());
    }

    private static CommandLine inline(LeasedRun run, CommandLine interpreter) throws UnrunnableException {
        if (!run.adhoc()
                || run.entrypoint().isBlank()
                || FILE_NAME.matcher(run.entrypoint()).matches()) {
            throw missing(Program.of(run));
        }
        return switch (kind(Program.of(run))) {
            case "shell" -> {
                var exported = new HashSet<>(run.environment().keySet());
                run.runtimeConfig().path("env_vars").fieldNames().forEachRemaining(exported::add);
                var script = InlineShell.script(run.parameters(), run.entrypoint(), exported);
                yield interpreter.with(script.getBytes(StandardCharsets.UTF_8), ProcessSpec.SCRIPT_PATH);
            }
            // The text of an action is no secret; its parameters come on standard input.
            case "python" -> interpreter.with(null, "-c", run.entrypoint());
            case "nodejs" -> interpreter.with(null, "-e", run.entrypoint());
            default -> throw missing(Program.of(run));
        };
    }

    private static UnrunnableException missing(Program program) {
        var shown = program.entrypoint().lines().findFirst().orElse("");
        return new UnrunnableException((program.folder().equals(Program.SENSORS) ? "Sensor" : "Action")
                + " file not found: " + program.folder() + "/" + shown + " of pack " + program.packRef());
    }

    /** The file of an entry point that names one inside the pack. */
    private static Optional<Path> entryFile(Program program, Optional<Path> pack) {
        var entrypoint = program.entrypoint();
        if (pack.isEmpty() || entrypoint.isBlank() || entrypoint.length() > 1000 || entrypoint.contains("\n")) {
            return Optional.empty();
        }
        try {
            var file = pack.get().resolve(program.folder()).resolve(entrypoint).normalize();
            // Real paths, lest a link leads out of the pack.
            return Files.isRegularFile(file)
                            && file.toRealPath().startsWith(pack.get().toRealPath())
                    ? Optional.of(file.toAbsolutePath())
                    : Optional.empty();
        } catch (InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /** Variables that the runtime declares, merged with those present (packs.md §8.2). */
    public static void addVariables(Program program, Optional<Path> pack, Map<String, String> environment) {
        program.runtimeConfig().path("env_vars").properties().forEach(declared -> {
            var name = declared.getKey();
            if (EnvironmentNames.declarationProblem(name).isPresent()) {
                return;
            }
            JsonNode value = declared.getValue();
            var text = expand(
                    value.isObject() ? value.path("value").asText("") : value.asText(),
                    program,
                    pack,
                    Optional.empty());
            if (text.contains("{env_dir}")) {
                // Without an environment there is nothing to point at.
                return;
            }
            var present = environment.get(name);
            var separator = value.path("separator").asText(":");
            environment.put(
                    name,
                    switch (value.path("operation").asText("set")) {
                        case "prepend" -> present == null || present.isEmpty() ? text : text + separator + present;
                        case "append" -> present == null || present.isEmpty() ? text : present + separator + text;
                        default -> text;
                    });
        });
    }

    private static String expand(String text, Program program, Optional<Path> pack, Optional<Path> file) {
        var expanded = text;
        if (pack.isPresent()) {
            expanded = expanded.replace("{pack_dir}", pack.get().toString());
        }
        if (file.isPresent()) {
            expanded = expanded.replace("{action_file}", file.get().toString());
        }
        return expanded.replace("{interpreter}", interpreter(program));
    }
}
