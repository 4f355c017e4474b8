package io.attune.worker.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The interpreters of this machine. A name is resolved once, to the real binary: a version manager's shim would cost each run about 100 ms
 * (design.md §6). System directories come first, since their interpreters start fastest. Thread-safe.
 */
public final class Interpreters {
    private static final List<String> SYSTEM = List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)?");
    /** Runtime, its program, and how the program tells where it really is. */
    private static final List<Probe> PROBES = List.of(
            new Probe("shell", "bash", List.of("--version")),
            new Probe("python", "python3", List.of("--version")),
            new Probe("nodejs", "node", List.of("--version")));

    private final List<Path> searched;
    private final Map<String, Optional<Path>> resolved = new ConcurrentHashMap<>();

    /** @param path the value of {@code PATH} */
    public Interpreters(String path) {
        var directories = new ArrayList<Path>();
        SYSTEM.forEach(directory -> directories.add(Path.of(directory)));
        for (var directory : path.split(":", -1)) {
            if (directory.startsWith("/")) {
                directories.add(Path.of(directory));
            }
        }
        searched = List.copyOf(directories);
    }

    /** An interpreter found on this machine. */
    public record Found(String runtime, Path binary, String version) {}

    private record Probe(String runtime, String program, List<String> arguments) {}

    /** The absolute path of a program given by name or path; empty when this machine does not have it. */
    public Optional<Path> resolve(String program) {
        return resolved.computeIfAbsent(program, this::search);
    }

    /** Runs each known interpreter once and reports those that work. Takes up to a second. */
    public List<Found> probe() {
        var found = new ArrayList<Found>();
        for (var probe : PROBES) {
            resolve(probe.program()).ifPresent(binary -> {
                var command = new ArrayList<String>();
                command.add(binary.toString());
                command.addAll(probe.arguments());
                output(command).ifPresent(text -> {
                    var version = VERSION.matcher(text);
                    found.add(new Found(probe.runtime(), binary, version.find() ? version.group() : "0.0.0"));
                });
            });
        }
        return found;
    }

    /** Found interpreters in the shape of runtime.md §1.3: runtime name to versions. */
    public static Map<String, List<String>> versions(List<Found> found) {
        Map<String, List<String>> versions = new TreeMap<>();
        found.forEach(one -> versions.put(one.runtime(), List.of(one.version())));
        return versions;
    }

    private Optional<Path> search(String program) {
        if (program.startsWith("/")) {
            return Optional.of(Path.of(program)).filter(Files::isExecutable).map(Interpreters::behindShim);
        }
        if (program.contains("/")) {
            return Optional.empty();
        }
        return searched.stream()
                .map(directory -> directory.resolve(program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst()
                .map(Interpreters::behindShim);
    }

    /** A shim is a script; the interpreter behind it knows its own path. */
    private static Path behindShim(Path file) {
        var name = file.getFileName().toString();
        var question = name.startsWith("python")
                ? List.of(file.toString(), "-c", "import sys; print(sys.executable)")
                : name.startsWith("node") ? List.of(file.toString(), "-p", "process.execPath") : List.<String>of();
        if (question.isEmpty() || !isScript(file)) {
            return file;
        }
        return output(question)
                .map(answer -> Path.of(answer.strip()))
                .filter(Files::isExecutable)
                .orElse(file);
    }

    private static boolean isScript(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> output(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    return Optional.empty();
                }
                return process.exitValue() == 0 ? Optional.of(out.readAllAsString()) : Optional.empty();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
