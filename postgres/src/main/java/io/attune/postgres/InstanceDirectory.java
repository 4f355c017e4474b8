package io.attune.postgres;

import io.attune.postgres.PostgresException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory of one instance and the right to work on it. While this object is open no other process starts a server
 * there; when the process dies, however it dies, the operating system takes the right back.
 *
 * <pre>
 * data/                the cluster (PGDATA)
 * conf/                postgresql.conf and pg_hba.conf, written anew at each start
 * custom.conf          settings of the operator, optional
 * run/                 the socket
 * log/                 what the server logs
 * password             of the role the platform connects as
 * lock, owner          the lock, and the id of the process that holds it
 * </pre>
 */
final class InstanceDirectory implements AutoCloseable {

    /** A socket address holds 104 bytes on macOS and 108 on Linux, with the terminating zero. */
    private static final int LONGEST_SOCKET_PATH = 100;

    private static final String SOCKET_NAME = ".s.PGSQL.5432";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    /**
     * Directories locked by this process. The lock of the operating system belongs to the whole process: it cannot
     * keep two instances in one process apart, and closing any other channel on the lock file would give it away.
     */
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final FileChannel lockFile;

    private InstanceDirectory(Path root, FileChannel lockFile) {
        this.root = root;
        this.lockFile = lockFile;
    }

    /** Creates the directory when absent and takes the right to work on it. */
    static InstanceDirectory open(Path directory) {
        try {
            createPrivately(directory);
            var root = directory.toRealPath();
            if (!OURS.add(root)) {
                throw inUse(root, String.valueOf(ProcessHandle.current().pid()));
            }
            try {
                return new InstanceDirectory(root, locked(root));
            } catch (IOException | RuntimeException e) {
                OURS.remove(root);
                throw e;
            }
        } catch (IOException e) {
            throw Failures.onDisk("use", directory, e);
        }
    }

    private static FileChannel locked(Path root) throws IOException {
        var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(root, owner(root));
            }
            Files.writeString(root.resolve("owner"), ProcessHandle.current().pid() + "\n");
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String owner(Path root) throws IOException {
        try {
            return Files.readString(root.resolve("owner")).strip();
        } catch (NoSuchFileException e) {
            return "unknown";
        }
    }

    private static PostgresException inUse(Path root, String owner) {
        return new PostgresException(
                Reason.DIRECTORY_IN_USE,
                "Database directory " + root + " is in use by process " + owner
                        + ". Stop that process, or choose another data directory (data_dir).");
    }

    private static void createPrivately(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (Files.exists(directory)) {
            throw new FileAlreadyExistsException(directory.toString());
        }
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PRIVATE);
    }

    Path root() {
        return root;
    }

    Path data() {
        return root.resolve("data");
    }

    Path conf() {
        return root.resolve("conf");
    }

    Path log() {
        return root.resolve("log");
    }

    Path password() {
        return root.resolve("password");
    }

    /** Written by the server: its process id, and in the last line whether it is ready. */
    Path serverState() {
        return data().resolve("postmaster.pid");
    }

    boolean hasCluster() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /** Creates what the server needs besides its cluster, so that the given account can use it. */
    void prepareFor(ServerAccount account) throws IOException {
        if (account instanceof ServerAccount.Other) {
            // Passing through is enough; what may be read or listed is said by each directory below.
            Files.setPosixFilePermissions(root, PASSABLE);
        }
        Files.createDirectories(conf());
        Files.setPosixFilePermissions(conf(), PosixFilePermissions.fromString("rwxr-xr-x"));
        ownedBy(account, log());
        ownedBy(account, run());
    }

    /** An empty directory of the account, in which a cluster is made before it is moved to {@link #data()}. */
    Path emptyClusterFor(ServerAccount account) throws IOException {
        var unfinished = root.resolve("data.new");
        FileTree.delete(unfinished);
        ownedBy(account, unfinished);
        return unfinished;
    }

    /**
     * The directory of the socket: {@code run}, or, when the path of the socket would not fit into an address, a private
     * directory among the temporary files that {@code run/elsewhere} remembers.
     */
    Path socketDirectory(ServerAccount account) throws IOException {
        removeSocketDirectoryElsewhere();
        if (fits(run())) {
            return run();
        }
        var temporary = Path.of(System.getProperty("java.io.tmpdir"));
        var elsewhere = fits(temporary.resolve("attune-" + "0".repeat(20)))
                ? Files.createTempDirectory(temporary, "attune-")
                : Files.createTempDirectory(Path.of("/tmp"), "attune-");
        Files.writeString(run().resolve("elsewhere"), elsewhere.toString());
        ownedBy(account, elsewhere);
        return elsewhere;
    }

    static Path socketIn(Path socketDirectory) {
        return socketDirectory.resolve(SOCKET_NAME);
    }

    private void removeSocketDirectoryElsewhere() throws IOException {
        var note = run().resolve("elsewhere");
        if (Files.exists(note)) {
            FileTree.delete(Path.of(Files.readString(note)));
            Files.delete(note);
        }
    }

    private Path run() {
        return root.resolve("run");
    }

    private static boolean fits(Path socketDirectory) {
        return socketIn(socketDirectory).toString().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SOCKET_PATH;
    }

    private static void ownedBy(ServerAccount account, Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PRIVATE);
        account.handOver(directory);
    }

    /** Id of the process named in {@link #serverState()}, which may be long dead. */
    Optional<Long> recordedServer() throws IOException {
        try (var lines = Files.lines(serverState())) {
            return lines.findFirst()
                    .map(String::strip)
                    .filter(line -> line.matches("\\d+"))
                    .map(Long::valueOf);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    boolean serverIsReady() throws IOException {
        try (var lines = Files.lines(serverState())) {
            // The file is rewritten in place; line 8 is the last and appears when there is a status to tell.
            return lines.skip(7)
                    .findFirst()
                    .filter(status -> status.strip().equals("ready"))
                    .isPresent();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Gives the right to work on the directory back; the caller has stopped the server before. */
    @Override
    public void close() {
        try {
            removeSocketDirectoryElsewhere();
            Files.deleteIfExists(root.resolve("owner"));
            lockFile.close();
        } catch (IOException e) {
            // LIMIT: what could not be deleted stays until the next start, which deletes it.
            org.slf4j.LoggerFactory.getLogger(InstanceDirectory.class)
                    .warn("the database directory was not tidied up directory={}", root, e);
        } finally {
            OURS.remove(root);
        }
    }
}
