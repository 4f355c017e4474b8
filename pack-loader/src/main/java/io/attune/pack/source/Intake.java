package io.attune.pack.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files below one new directory and counts what comes in. Files are ours alone to change, whatever the source said. */
final class Intake {
    private static final int BUFFER = 1 << 16;

    private final Path directory;
    private final SourceLimits limits;
    private int entries;
    private long total;

    Intake(Path directory, SourceLimits limits) {
        this.directory = directory;
        this.limits = limits;
    }

    Path directory() {
        return directory;
    }

    long total() {
        return total;
    }

    void directory(String name) throws IOException, PackSourceException {
        countEntry();
        makeDirectories(name, EntryName.below(directory, name));
    }

    void file(String name, InputStream content, boolean executable) throws IOException, PackSourceException {
        countEntry();
        Path target = EntryName.below(directory, name);
        Path parent = target.getParent();
        if (parent == null || target.equals(directory)) {
            throw EntryName.refused(name, "has no name");
        }
        makeDirectories(name, parent);
        // A new file only: what an earlier entry made there, a second one must not write through or over.
        try (OutputStream out = Files.newOutputStream(
                target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            copy(name, content, out);
        } catch (FileAlreadyExistsException e) {
            throw new PackSourceException("the entry '" + name + "' stands twice in the archive", e);
        }
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /** A long name may stand for hundreds of directories: each one counts. */
    private void makeDirectories(String name, Path wanted) throws IOException, PackSourceException {
        try {
            for (Path missing = wanted;
                    missing != null && !Files.exists(missing, LinkOption.NOFOLLOW_LINKS);
                    missing = missing.getParent()) {
                countEntry();
            }
            Files.createDirectories(
                    wanted,
                    PosixFilePermissions.asFileAttribute(Set.copyOf(PosixFilePermissions.fromString("rwxr-xr-x"))));
        } catch (FileAlreadyExistsException e) {
            throw new PackSourceException("the entry '" + name + "' lies below a file", e);
        }
    }

    private void copy(String name, InputStream content, OutputStream out) throws IOException, PackSourceException {
        byte[] buffer = new byte[BUFFER];
        long size = 0;
        for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
            size += read;
            total += read;
            if (size > limits.fileBytes()) {
                throw EntryName.refused(name, "is larger than " + mebibytes(limits.fileBytes()));
            }
            if (total > limits.totalBytes()) {
                throw new PackSourceException(
                        "the files of the pack are larger than " + mebibytes(limits.totalBytes()) + " together");
            }
            out.write(buffer, 0, read);
        }
    }

    private void countEntry() throws PackSourceException {
        entries++;
        if (entries > limits.entries()) {
            throw new PackSourceException("the pack has more than " + limits.entries() + " files and directories");
        }
    }

    static String mebibytes(long bytes) {
        return bytes % (1 << 20) == 0 ? bytes / (1 << 20) + " MiB" : bytes + " bytes";
    }
}
