package io.attune.worker.sandbox;

import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.process.ProcessSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands behind {@code bwrap}: in namespaces of their own, with a file system that holds the system's directories and the run's own
 * and nothing else. Neither the data directory of the platform nor any other process is there to be looked at. The network is the host's.
 *
 * @param reason program and version
 * @param view arguments that are the same for every run
 * @param visible directories that {@code view} shows
 */
record Bubblewrap(Path program, String reason, List<String> view, List<Path> visible) implements Sandbox {
    /** Programs, libraries and their settings. Homes, sockets, logs and data of others are left out. */
    private static final List<String> SYSTEM =
            List.of("/usr", "/etc", "/opt", "/nix", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32");

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

    /** @param readable further directories that runs may read */
    static Bubblewrap open(String path, List<Path> readable) throws SandboxUnavailableException {
        Path program = find(path)
                .orElseThrow(() -> new SandboxUnavailableException(
                        "bubblewrap is not installed; install the package 'bubblewrap' to confine runs"));
        String version = output(List.of(program.toString(), "--version"));
        var visible = new ArrayList<Path>();
        var view = new ArrayList<>(NAMESPACES);
        SYSTEM.stream().map(Path::of).filter(Files::exists).forEach(directory -> show(directory, view, visible));
        readable.stream().map(Path::toAbsolutePath).filter(Files::exists).forEach(one -> show(one, view, visible));
        showNameServers(view, visible);
        COVERED.stream().map(Path::of).filter(Files::exists).forEach(secret -> cover(secret, view));
        view.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
        var bubblewrap = new Bubblewrap(program, version, List.copyOf(view), List.copyOf(visible));
        bubblewrap.probe();
        return bubblewrap;
    }

    private static void show(Path directory, List<String> view, List<Path> visible) {
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
        visible.add(directory);
    }

    /** On many systems /etc/resolv.conf is a link to where nothing else may be seen. */
    private static void showNameServers(List<String> view, List<Path> visible) {
        try {
            Path real = Path.of("/etc/resolv.conf").toRealPath();
            if (visible.stream().noneMatch(real::startsWith)) {
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
        command.add(program.toString());
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
        interpreterHomes(Path.of(spec.command().getFirst())).forEach(home -> read(command, home));
        command.addAll(List.of("--remount-ro", "/", "--chdir", spec.directory().toString(), "--"));
        command.addAll(spec.command());
        var environment = new TreeMap<>(spec.environment());
        environment.put("HOME", own);
        return spec.behind(command, environment);
    }

    private static void read(List<String> command, Path path) {
        command.addAll(List.of("--ro-bind", path.toString(), path.toString()));
    }

    /** An interpreter outside of the system, such as that of a version manager, needs its libraries beside it. */
    private List<Path> interpreterHomes(Path binary) {
        var homes = new ArrayList<Path>();
        for (Path place : List.of(binary, real(binary))) {
            if (visible.stream().noneMatch(place::startsWith)) {
                homes.add(installation(place));
            }
        }
        return homes.stream().distinct().toList();
    }

    /** The directory above {@code bin}, or the program alone. */
    private static Path installation(Path program) {
        @Nullable Path directory = program.getParent();
        return directory != null && directory.endsWith("bin") && directory.getNameCount() > 2
                ? program.resolve("../..").normalize()
                : program;
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path;
        }
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
