package io.attune.worker.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which files of this machine every run may see, and be started from: those of the system and what the operator adds (security.md §11).
 *
 * @param added further directories
 * @param data what belongs to the platform; not shown even inside of the others
 * @param home of the account that runs the platform
 */
public record VisibleFiles(List<Path> added, Path data, Path home) {
    /** Programs, libraries and their settings. Homes, sockets, logs and data of others are left out. */
    static final List<Path> SYSTEM = Stream.of(
                    "/usr", "/etc", "/opt", "/nix", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
            .map(Path::of)
            .toList();

    public VisibleFiles {
        added = added.stream().map(VisibleFiles::clean).toList();
        data = clean(data);
        home = clean(home);
    }

    private static Path clean(Path path) {
        return path.toAbsolutePath().normalize();
    }

    Stream<Path> directories() {
        return Stream.concat(SYSTEM.stream(), added.stream());
    }

    /** Whether a file, and what it is a link to, is among them. */
    public boolean hold(Path file) {
        return show(clean(file)) && show(real(file));
    }

    /** Whether a path is in one of the directories, be it that of a link out of them. */
    public boolean show(Path path) {
        return !path.startsWith(data)
                && !path.startsWith(real(data))
                && directories().anyMatch(path::startsWith);
    }

    /** Whether a directory may be shown to a run as well: it holds nothing of the platform, and is not where an account keeps its own. */
    public boolean mayShow(Path directory) {
        return Stream.of(clean(directory), real(directory))
                .noneMatch(path -> touches(path, data) || touches(path, real(data)) || isPrivate(path));
    }

    private static boolean touches(Path one, Path other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    /** A home, or what programs keep in it without showing it, as {@code ~/.local} or {@code ~/.cargo}: credentials are in there. */
    private boolean isPrivate(Path path) {
        return home.startsWith(path)
                || (home.equals(path.getParent())
                        && path.getFileName().toString().startsWith("."));
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return clean(path);
        }
    }
}
