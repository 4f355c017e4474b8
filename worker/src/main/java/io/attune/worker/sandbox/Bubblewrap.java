package io.attune.worker.sandbox;

import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.process.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs commands behind {@code bwrap}: in namespaces of their own, with a file system that holds the system's directories and the run's own
 * and nothing else. Neither the data directory of the platform nor any other process is there to be looked at. The network is the host's.
 *
 * @param reason program and version
 * @param view arguments that are the same for every run
 */
record Bubblewrap(Path program, String reason, List<String> view, VisibleFiles visible) implements Sandbox {
    /** Secrets of the machine that a worker run by root could read. */
    private static final List<String> COVERED = List.of(
            "/etc/shadow",
            "/etc/shadow-",
            "/etc/gshadow",
            "/etc/gshadow-",
            "/etc/sudoers",
            "/etc/attune",
            "/etc/ssh",
            "/etc/ssl/private");

    private static final List<String> NAMESPACES =
            List.of("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL");
    private static final int PROBE_SECONDS = 10;

    @Override
    public String level() {
        return "bubblewrap";
    }

    static Bubblewrap open(String path, VisibleFiles visible) throws SandboxUnavailableException {
        Path program = find(path)
                .orElseThrow(() -> new SandboxUnavailableException(
                        "bubblewrap is not installed; install the package 'bubblewrap' to confine runs"));
        String version = output(List.of(program.toString(), "--version"));
        var view = new ArrayList<>(NAMESPACES);
        visible.directories().filter(Files::exists).forEach(directory -> show(directory, view));
        showNameServers(view, visible);
        Stream.concat(COVERED.stream().map(Path::of), coveredData(visible))
                .filter(Files::exists)
                .forEach(secret -> cover(secret, view));
        view.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        var bubblewrap = new Bubblewrap(program, version, List.copyOf(view), visible);
        bubblewrap.probe();
        return bubblewrap;
    }

    private static void show(Path directory, List<String> view) {
        if (Files.isSymbolicLink(directory)) {
            // As /bin is a link to /usr/bin on many systems.
            try {
                view.addAll(
                        List.of("--symlink", Files.readSymbolicLink(directory).toString(), directory.toString()));
            } catch (IOException e) {
                return;
            }
        } else {
            view.addAll(List.of("--ro-bind", directory.toString(), directory.toString()));
        }
    }

    /** As below {@code /opt}, where a server may be installed with all that belongs to it. */
    private static Stream<Path> coveredData(VisibleFiles visible) {
        return visible.directories().anyMatch(visible.data()::startsWith) ? Stream.of(visible.data()) : Stream.empty();
    }

    /** On many systems /etc/resolv.conf is a link to where nothing else may be seen. */
    private static void showNameServers(List<String> view, VisibleFiles visible) {
        try {
            Path real = Path.of("/etc/resolv.conf").toRealPath();
            if (visible.directories().noneMatch(real::startsWith)) {
                view.addAll(List.of("--ro-bind", real.toString(), real.toString()));
            }
        } catch (IOException e) {
            // No name servers on this machine either.
        }
    }

    private static void cover(Path secret, List<String> view) {
        view.addAll(
                Files.isDirectory(secret)
                        ? List.of("--tmpfs", secret.toString())
                        : List.of("--ro-bind", "/dev/null", secret.toString()));
    }

    private void probe() throws SandboxUnavailableException {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(view);
        command.addAll(List.of("--", "/bin/sh", "-c", "exit 0"));
        output(command);
    }

    @Override
    public ProcessSpec confine(ProcessSpec spec, Reach reach) throws IOException {
        TemporaryDirectory.ensure(reach.shared());
        var command = new ArrayList<String>();
        command.addAll(List.of(program.toString(), "--args", Integer.toString(spec.monitorDescriptor())));
        command.addAll(view);
        String own = spec.temporaryDirectory().toString();
        command.addAll(List.of("--bind", reach.shared().toString(), "/tmp", "--symlink", "/tmp", "/var/tmp"));
        command.addAll(
                List.of("--bind", own, own, "--bind", own, reach.artifacts().toString()));
        command.addAll(List.of(
                "--ro-bind-try",
                reach.environments().toString(),
                reach.environments().toString()));
        reach.pack().ifPresent(pack -> read(command, pack));
        reach.libraries().forEach(library -> read(command, library));
        command.addAll(List.of("--remount-ro", "/", "--chdir", spec.directory().toString(), "--"));
        command.addAll(spec.command());
        var environment = new TreeMap<>(spec.environment());
        environment.put("HOME", own);
        // The mark by which the processes of a run are found, and nothing that the run chose.
        return spec.behind(command, settingOf(environment), Map.of("TMPDIR", own));
    }

    /** The arguments that set variables. On a command line everybody could read them. */
    private static byte[] settingOf(Map<String, String> environment) {
        var arguments = new StringBuilder();
        environment.forEach((name, value) -> arguments
                .append("--setenv\0")
                .append(untilNul(name))
                .append('\0')
                .append(untilNul(value))
                .append('\0'));
        return arguments.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As the environment of any process has it; what follows would be further arguments. */
    private static String untilNul(String text) {
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static void read(List<String> command, Path path) {
        command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
    }

    private static Optional<Path> find(String path) {
        for (String directory : (path + ":/usr/bin:/usr/local/bin").split(":", -1)) {
            if (directory.startsWith("/") && Files.isExecutable(Path.of(directory, "bwrap"))) {
                return Optional.of(Path.of(directory, "bwrap"));
            }
        }
        return Optional.empty();
    }

    private static String output(List<String> command) throws SandboxUnavailableException {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                if (!process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new SandboxUnavailableException("bubblewrap did not answer within " + PROBE_SECONDS + " s");
                }
                String text = out.readAllAsString().strip();
                if (process.exitValue() != 0) {
                    throw new SandboxUnavailableException("bubblewrap does not work here: "
                            + text.lines().findFirst().orElse("exit code " + process.exitValue())
                            + "; it needs user namespaces, which this machine or container may forbid");
                }
                return text;
            }
        } catch (IOException e) {
            throw new SandboxUnavailableException("bubblewrap cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxUnavailableException("interrupted while trying bubblewrap");
        }
    }
}
