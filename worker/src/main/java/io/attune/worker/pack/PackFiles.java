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

    /** For a worker that shares the server's pack directory: links are resolved, so that a run keeps its version through an upgrade. */
    static PackFiles shared(Path packs) {
        return (packRef, _) -> {
            Path current = packs.resolve(packRef);
            return Files.isDirectory(current) ? Optional.of(current.toRealPath()) : Optional.empty();
        };
    }
}
