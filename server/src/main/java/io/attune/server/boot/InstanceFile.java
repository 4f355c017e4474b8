package io.attune.server.boot;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says which process runs on a data directory. The lock tells whether it is alive, whatever became of it: the operating system takes a
 * lock back from a dead process. The file beside the lock tells where it is reached.
 */
final class InstanceFile implements AutoCloseable {
    private static final ObjectMapper JSON = new JsonMapper();
    private static final int LOCK_ATTEMPTS = 10;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(30);

    private final Path directory;
    private final FileChannel lock;

    /**
     * @param pid of the process
     * @param url where it is reached; null until it is ready
     */
    record Instance(long pid, @Nullable String url) {}

    private InstanceFile(Path directory, FileChannel lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the data directory for this process, creating it when absent.
     *
     * @throws StartFailure if another process has it
     */
    static InstanceFile take(Path dataDirectory) {
        var directory = dataDirectory.resolve("run");
        try {
            createPrivately(dataDirectory);
            createPrivately(directory);
            var channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locksSoon(channel)) {
                channel.close();
                String holder = read(dataDirectory)
                        .map(instance -> " (process " + instance.pid()
                                + (instance.url() == null ? "" : ", at " + instance.url()) + ")")
                        .orElse("");
                throw new StartFailure("The data directory " + dataDirectory + " is in use by another instance" + holder
                        + ". Stop it with \"attune down\", or choose another directory with --data-dir.");
            }
            var file = new InstanceFile(directory, channel);
            file.write(new Instance(ProcessHandle.current().pid(), null));
            return file;
        } catch (IOException e) {
            throw unusable(dataDirectory, e);
        }
    }

    /** The live instance of a data directory; nothing while it has not yet said who it is. */
    static Optional<Instance> running(Path dataDirectory) {
        try (var channel = FileChannel.open(dataDirectory.resolve("run/lock"), StandardOpenOption.WRITE)) {
            // What a process that was killed left behind is not what its successor says, which has the lock a moment
            // before.
            return locks(channel)
                    ? Optional.empty()
                    : read(dataDirectory)
                            .filter(instance -> ProcessHandle.of(instance.pid()).isPresent());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(dataDirectory, e);
        }
    }

    private static StartFailure unusable(Path dataDirectory, IOException e) {
        String reason = switch (e) {
            case AccessDeniedException denied ->
                "user " + System.getProperty("user.name") + " may not use " + denied.getFile();
            case FileAlreadyExistsException file -> file.getFile() + " is not a directory";
            case NoSuchFileException missing -> missing.getFile() + " cannot be created";
            default -> String.valueOf(e.getMessage());
        };
        return new StartFailure("The data directory " + dataDirectory + " cannot be used: " + reason
                + ". Choose another one with --data-dir or the setting data_dir.");
    }

    void ready(String url) {
        write(new Instance(ProcessHandle.current().pid(), url));
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(directory.resolve("instance.json"));
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Instance instance) {
        try {
            var draft = directory.resolve("instance.json.new");
            Files.write(draft, JSON.writeValueAsBytes(instance));
            Files.move(
                    draft,
                    directory.resolve("instance.json"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + directory, e);
        }
    }

    private static Optional<Instance> read(Path dataDirectory) throws IOException {
        var file = dataDirectory.resolve("run/instance.json");
        return Files.exists(file)
                ? Optional.of(JSON.readValue(Files.readAllBytes(file), Instance.class))
                : Optional.empty();
    }

    /** Whoever only asks whether the directory is in use has the lock for a moment. No system tells when a lock of another process is free. */
    private static boolean locksSoon(FileChannel channel) throws IOException {
        try {
            for (int i = 0; i < LOCK_ATTEMPTS; i++) {
                if (locks(channel)) {
                    return true;
                }
                Thread.sleep(BETWEEN_ATTEMPTS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean locks(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void createPrivately(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }
}
