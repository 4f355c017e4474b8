package io.attune.worker.runtime;

import io.attune.worker.environment.InheritedVariables;
import io.attune.worker.sandbox.VisibleFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The interpreters of this machine. A name is resolved once, to the real binary: a version manager's shim would cost each run about 100 ms
 * (design.md §6). System directories come first, since their interpreters start fastest. Thread-safe.
 */
public final class Interpreters {
    private static final List<String> SYSTEM = List.of("/usr/bin", "/bin", "/usr/local/bin", "/opt/homebrew/bin");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+-]{0,99}");
    private static final Pattern PYTHON = Pattern.compile("python(\\d+(\\.\\d+)?)?");
    private static final Pattern NODE = Pattern.compile("node(js)?");
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)?");
    /** Runtime, its program, and how the program tells where it really is. */
    private static final List<Probe> PROBES = List.of(
            new Probe("shell", "bash", List.of("--version")),
            new Probe("python", "python3", List.of("--version")),
            new Probe("nodejs", "node", List.of("--version")));

    private final List<Path> searched;
    private final VisibleFiles visible;
    private final Map<String, String> environment;
    /** As many as the machine has programs. */
    private final Map<String, Interpreter> resolved = new ConcurrentHashMap<>();

    /**
     * @param own the environment of this process; names are looked for in its {@code PATH}
     * @param visible what programs may be named by their path
     */
    public Interpreters(Map<String, String> own, VisibleFiles visible) {
        var directories = new ArrayList<Path>();
        SYSTEM.forEach(directory -> directories.add(Path.of(directory)));
        for (var directory : own.getOrDefault("PATH", "").split(":", -1)) {
            if (directory.startsWith("/")) {
                directories.add(Path.of(directory));
            }
        }
        this.searched = List.copyOf(directories);
        this.visible = visible;
        this.environment = InheritedVariables.of(own);
    }

    /** An interpreter found on this machine. */
    public record Found(String runtime, Path binary, String version) {}

    private record Probe(String runtime, String program, List<String> arguments) {}

    /**
     * A program given by its name, or by a path in directories that runs see anyway. Whoever names a program must not choose by that what runs
     * outside of the sandbox, nor what can be seen in it.
     *
     * @return empty when this machine does not have it
     */
    public Optional<Interpreter> resolve(String program) {
        var known = resolved.get(program);
        if (known != null) {
            return Optional.of(known);
        }
        var found = program.startsWith("/") ? ofPath(program) : ofName(program);
        found.ifPresent(one -> resolved.put(program, one));
        return found;
    }

    /** Runs each known interpreter once and reports those that work. Takes up to a second. */
    public List<Found> probe() {
        var found = new ArrayList<Found>();
        for (var probe : PROBES) {
            resolve(probe.program()).map(Interpreter::binary).ifPresent(binary -> {
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

    private Optional<Interpreter> ofPath(String program) {
        try {
            var file = Path.of(program);
            return file.equals(file.normalize()) && isProgram(file) && visible.hold(file)
                    ? Optional.of(new Interpreter(file, List.of()))
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Interpreter> ofName(String program) {
        return !NAME.matcher(program).matches()
                ? Optional.empty()
                : searched.stream()
                        .map(directory -> directory.resolve(program))
                        .filter(Interpreters::isProgram)
                        .findFirst()
                        .map(this::behindShim)
                        .map(this::installed);
    }

    private static boolean isProgram(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /** A shim is a script; the interpreter behind it knows its own path. */
    private Path behindShim(Path file) {
        var name = file.getFileName().toString();
        var question = PYTHON.matcher(name).matches()
                ? List.of(file.toString(), "-c", "import sys; print(sys.executable)")
                : NODE.matcher(name).matches() ? List.of(file.toString(), "-p", "process.execPath") : List.<String>of();
        if (question.isEmpty() || !isScript(file)) {
            return file;
        }
        return output(question)
                .map(answer -> Path.of(answer.strip()))
                .filter(Files::isExecutable)
                .orElse(file);
    }

    /** An interpreter outside of the system needs its libraries beside it; so may what its name is a link to. */
    private Interpreter installed(Path file) {
        return new Interpreter(
                file,
                Stream.of(file, real(file))
                        .filter(place -> !visible.show(place))
                        .map(this::installation)
                        .distinct()
                        .toList());
    }

    /** The directory above {@code bin} if it is one for programs, or the program alone. */
    private Path installation(Path program) {
        var directory = program.getParent();
        if (directory == null || !directory.endsWith("bin")) {
            return program;
        }
        var above = directory.getParent();
        return above != null && above.getNameCount() > 1 && visible.mayShow(above) ? above : program;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
    }

    private static boolean isScript(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.read() == '#' && in.read() == '!';
        } catch (IOException e) {
            return false;
        }
    }

    private Optional<String> output(List<String> command) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().clear();
            builder.environment().putAll(environment);
            var process = builder.start();
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
