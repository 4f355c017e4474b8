package io.attune.worker.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the directory of a pack. Thread-safe. */
public interface PackFiles {
    /**
     * The pack's directory; empty when the pack has no files.
     *
     * @param checksum of the wanted state of the files; null when any will do
     * @throws IOException when the files cannot be had now
     */
    Optional<Path> directory(String packRef, @Nullable String checksum) throws IOException;

    /**
     * For a worker that shares the server's pack directory. A pack is stored before its link is switched: the wanted version is found by its
     * checksum, else links are resolved, so that a run keeps its version through an upgrade.
     */
    static PackFiles shared(Path packs) {
        return (packRef, checksum) -> {
            if (checksum != null) {
                Path version = packs.resolve(".versions").resolve(packRef).resolve(checksum);
                if (Files.isDirectory(version)) {
                    return Optional.of(version.toRealPath());
                }
            }
            Path current = packs.resolve(packRef);
            return Files.isDirectory(current) ? Optional.of(current.toRealPath()) : Optional.empty();
        };
    }
}
