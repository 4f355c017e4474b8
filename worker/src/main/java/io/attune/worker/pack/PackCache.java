package io.attune.worker.pack;

import io.attune.worker.environment.TemporaryDirectory;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The packs of a worker that does not share the server's directory: {@code <directory>/<ref>/<checksum>}. A state of a pack is fetched
 * once, unpacked beside its place and moved there whole, so that no run ever sees half of it. Thread-safe.
 */
public final class PackCache implements PackFiles {
    private final Path directory;
    private final Archives archives;
    private final Map<Path, ReentrantLock> fetching = new ConcurrentHashMap<>();

    /** Where archives come from: see {@link io.attune.worker.gateway.WorkerGateway#packArchive}. */
    @FunctionalInterface
    public interface Archives {
        InputStream open(String packRef) throws IOException;
    }

    public PackCache(Path directory, Archives archives) {
        this.directory = directory;
        this.archives = archives;
    }

    @Override
    public Optional<Path> directory(String packRef, @Nullable String checksum) throws IOException {
        if (checksum == null) {
            // The platform knows no files of this pack.
            return Optional.empty();
        }
        var place = directory.resolve(safe(packRef)).resolve(safe(checksum));
        if (Files.isDirectory(place)) {
            return Optional.of(place);
        }
        var lock = fetching.computeIfAbsent(place, _ -> new ReentrantLock());
        lock.lock();
        try {
            return Files.isDirectory(place) || fetched(packRef, place) ? Optional.of(place) : Optional.empty();
        } finally {
            lock.unlock();
            fetching.remove(place, lock);
        }
    }

    private static String safe(String name) throws IOException {
        if (!name.matches("[A-Za-z0-9_:-][A-Za-z0-9_.:-]*")) {
            throw new IOException("not a name for a directory: " + name);
        }
        return name;
    }

    /** False when the pack has no files. */
    private boolean fetched(String packRef, Path place) throws IOException {
        Files.createDirectories(place.getParent());
        var unpacked = Files.createTempDirectory(place.getParent(), ".fetching-");
        try (var archive = new BufferedInputStream(archives.open(packRef))) {
            PackArchive.unpack(archive, unpacked);
            publish(unpacked, place);
            return true;
        } catch (GatewayRefusedException e) {
            return false;
        } catch (GatewayUnavailableException e) {
            throw new IOException("the files of pack " + packRef + " cannot be fetched now", e);
        } finally {
            TemporaryDirectory.remove(unpacked);
        }
    }

    private static void publish(Path unpacked, Path place) throws IOException {
        try {
            Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException | DirectoryNotEmptyException e) {
            if (!Files.isDirectory(place)) {
                throw e;
            }
            // Another worker process of this machine was faster; its copy is the same.
        }
    }
}
