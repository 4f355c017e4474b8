package io.attune.server.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where the files of uploads lie until their request ends. Below the data directory, because a place that all users of the machine share
 * belongs to whoever came first, and others could put links there.
 */
final class UploadDirectory {
    private UploadDirectory() {}

    static Path of(Path dataDirectory) {
        return dataDirectory.resolve("uploads");
    }

    /**
     * Makes it, for its owner only, and removes what a process left that was killed during an upload.
     *
     * @throws StartFailure if it cannot be written
     */
    static void prepare(Path dataDirectory) {
        var directory = of(dataDirectory);
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            try (var left = Files.newDirectoryStream(directory)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new StartFailure("Cannot use " + directory + " for uploads (" + e
                    + "). Make it a directory that the user of Attune may"
                    + " write, with nothing but files in it, or remove it.");
        }
    }
}
