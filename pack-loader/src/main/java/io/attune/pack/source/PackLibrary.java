package io.attune.pack.source;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The installed files of all packs below one directory: {@code <ref>} is a link to {@code .versions/<ref>/<checksum>}. A version never
 * changes once it stands; switching the link is atomic, so a run sees the old files or the new ones, and one that resolved the link when it
 * began keeps its files until they are swept. Safe to use from several threads and processes.
 */
public final class PackLibrary {
    private static final String VERSIONS = ".versions";
    private static final String STAGING = ".staging";

    /** How many versions of one pack are kept that went out of use: saving again and again must not fill the disk. */
    private static final int MOST_SUPERSEDED = 10;

    private final Path directory;

    public PackLibrary(Path directory) {
        this.directory = directory;
    }

    /** A new, empty directory for the files of a pack that is about to be installed; on the same file system as the library. */
    public Path stage() throws IOException {
        return Files.createDirectories(
                directory.resolve(STAGING).resolve(UUID.randomUUID().toString()));
    }

    /** Removes a staging directory and whatever is in it. */
    public void discard(Path staged) throws IOException {
        FileTree.delete(staged);
    }

    /** The checksum by which a version is known. */
    public static String checksum(Path files) throws IOException {
        return FileTree.checksum(files);
    }

    /**
     * Keeps staged files as a version of the pack. Nobody sees them before {@link #activate}.
     *
     * @param files a staging directory or a directory inside one; moved away
     */
    public void keep(String ref, String checksum, Path files) throws IOException {
        Path version = version(ref, checksum);
        Files.createDirectories(directory.resolve(VERSIONS).resolve(ref));
        if (Files.isDirectory(version)) {
            touch(version);
            return;
        }
        try {
            Files.move(files, version, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            // Somebody installed the same files at the same moment: they are there, which is all that was wanted.
            if (!Files.isDirectory(version)) {
                throw e;
            }
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("staging and versions of " + directory + " must be on one file system", e);
        }
        touch(version);
    }

    /** Makes a kept version the one that {@code <ref>} shows. Harmless when it is already. */
    public void activate(String ref, String checksum) throws IOException {
        Path link = directory.resolve(ref);
        Path target = Path.of(VERSIONS, ref, checksum);
        if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
            return;
        }
        Path superseded = current(ref).orElse(null);
        Path fresh = directory.resolve(STAGING).resolve(UUID.randomUUID() + ".link");
        Files.createDirectories(directory.resolve(STAGING));
        Files.createSymbolicLink(fresh, target);
        try {
            Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
        touch(superseded);
    }

    /** The age of a version counts from the moment it was kept, or went out of use. */
    private static void touch(@Nullable Path version) throws IOException {
        if (version != null) {
            Files.setLastModifiedTime(version, FileTime.from(Instant.now()));
        }
    }

    public boolean has(String ref, String checksum) {
        return Files.isDirectory(version(ref, checksum));
    }

    /** The files of one version; nothing when they are not here. */
    public Optional<Path> find(String ref, String checksum) {
        Path version = version(ref, checksum);
        return Files.isDirectory(version) ? Optional.of(version) : Optional.empty();
    }

    /** The files of the pack as they are now; a caller that works with them for long keeps this path, not the ref. */
    public Optional<Path> current(String ref) throws IOException {
        Path link = directory.resolve(ref);
        return Files.isDirectory(link) ? Optional.of(link.toRealPath()) : Optional.empty();
    }

    /** Takes a pack away. Its versions stay until they are swept: runs in flight may be using them. */
    public void deactivate(String ref) throws IOException {
        Path superseded = current(ref).orElse(null);
        Files.deleteIfExists(directory.resolve(ref));
        touch(superseded);
    }

    /**
     * Puts the links where the database says, whatever a crash left behind, and removes versions and staged files that nothing has used
     * since {@code before}.
     *
     * @param installed checksum of every installed pack that has files
     */
    public void repair(Map<String, String> installed, Instant before) throws IOException {
        Files.createDirectories(directory.resolve(VERSIONS));
        Files.createDirectories(directory.resolve(STAGING));
        for (var pack : installed.entrySet()) {
            if (has(pack.getKey(), pack.getValue())) {
                activate(pack.getKey(), pack.getValue());
            }
        }
        for (Path ref : list(directory.resolve(VERSIONS))) {
            String current = installed.get(String.valueOf(ref.getFileName()));
            if (current == null) {
                deactivate(String.valueOf(ref.getFileName()));
            }
            sweep(String.valueOf(ref.getFileName()), current, before);
        }
        for (Path staged : list(directory.resolve(STAGING))) {
            deleteIfOlder(staged, before);
        }
    }

    /** The packs of which there are versions, installed or not. */
    public List<String> refs() throws IOException {
        Files.createDirectories(directory.resolve(VERSIONS));
        return list(directory.resolve(VERSIONS)).stream()
                .map(ref -> String.valueOf(ref.getFileName()))
                .toList();
    }

    private record Superseded(Path version, Instant since) {}

    /**
     * Removes the versions of a pack that nothing has used since {@code before}, and the oldest of the others when there are many.
     *
     * @param current checksum of the installed version; null when the pack has none
     */
    public void sweep(String ref, @Nullable String current, Instant before) throws IOException {
        Path versions = directory.resolve(VERSIONS).resolve(ref);
        if (!Files.isDirectory(versions)) {
            return;
        }
        List<Superseded> superseded = new ArrayList<>();
        for (Path version : list(versions)) {
            if (!String.valueOf(version.getFileName()).equals(current)) {
                superseded.add(new Superseded(version, age(version)));
            }
        }
        superseded.sort(Comparator.comparing(Superseded::since).reversed());
        for (int i = 0; i < superseded.size(); i++) {
            if (i >= MOST_SUPERSEDED || superseded.get(i).since().isBefore(before)) {
                FileTree.delete(superseded.get(i).version());
            }
        }
    }

    private static Instant age(Path path) throws IOException {
        return Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
    }

    private static void deleteIfOlder(Path path, Instant before) throws IOException {
        if (age(path).isBefore(before)) {
            FileTree.delete(path);
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }

    private Path version(String ref, String checksum) {
        return directory.resolve(VERSIONS).resolve(ref).resolve(checksum);
    }
}
