package io.attune.pack.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Takes over a pack that lies in a directory of this machine. */
public final class PackDirectory {
    /** Never part of a pack: version control, and what editors and interpreters leave behind. */
    private static final Set<String> LEFT_OUT =
            Set.of(".git", ".hg", ".svn", ".DS_Store", "__pycache__", "node_modules", ".venv");

    private PackDirectory() {}

    /**
     * Copies a directory into an empty one. Links are refused: they would carry files of the machine into the pack.
     *
     * @throws PackSourceException if it holds links or other things that are no files, or too much
     */
    public static void copy(Path from, Path directory, SourceLimits limits) throws IOException, PackSourceException {
        copy(from, from, new Intake(directory, limits));
    }

    private static void copy(Path root, Path from, Intake intake) throws IOException, PackSourceException {
        for (Path entry : entries(from)) {
            String name = root.relativize(entry).toString();
            if (LEFT_OUT.contains(String.valueOf(entry.getFileName()))) {
                continue;
            }
            if (Files.isSymbolicLink(entry)) {
                throw EntryName.refused(name, "is a link; packs hold files and directories only");
            }
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                intake.directory(name);
                copy(root, entry, intake);
            } else if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                try (var content = Files.newInputStream(entry, LinkOption.NOFOLLOW_LINKS)) {
                    intake.file(name, content, Files.isExecutable(entry));
                }
            } else {
                throw EntryName.refused(name, "is no ordinary file; packs hold files and directories only");
            }
        }
    }

    /**
     * Where in a source the pack is: its root, its folder {@code pack}, or its only folder with a pack.yaml.
     *
     * @return the root when there is no pack.yaml anywhere: reading it says what is missing
     */
    public static Path packRoot(Path directory) throws IOException {
        if (hasPackFile(directory)) {
            return directory;
        }
        if (hasPackFile(directory.resolve("pack"))) {
            return directory.resolve("pack");
        }
        List<Path> candidates =
                entries(directory).stream().filter(PackDirectory::hasPackFile).toList();
        return candidates.size() == 1 ? candidates.getFirst() : directory;
    }

    private static boolean hasPackFile(Path directory) {
        return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && Files.isRegularFile(directory.resolve("pack.yaml"), LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> entries(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
