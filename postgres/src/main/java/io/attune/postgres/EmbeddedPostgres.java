package io.attune.postgres;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * The bundled PostgreSQL as a child process of this JVM: real durability, reachable through a Unix socket only, restarted
 * when it dies, stopped when this JVM dies (design.md §5).
 *
 * <p>Thread-safe. Start it once and {@link #stop} it after the last user of the database.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private final InstanceDirectory directory;
    private final Supervisor supervisor;
    private final ConnectionInfo connection;

    private EmbeddedPostgres(InstanceDirectory directory, Supervisor supervisor, ConnectionInfo connection) {
        this.directory = directory;
        this.supervisor = supervisor;
        this.connection = connection;
    }

    /**
     * Starts the server, after creating the cluster when there is none, and returns when it accepts connections.
     *
     * @throws PostgresException when it cannot; the message says what to do
     */
    public static EmbeddedPostgres start(EmbeddedPostgresConfig config) {
        var directory = InstanceDirectory.open(config.directory());
        try {
            var binaries = Binaries.unpackedIn(config.binariesDirectory());
            var account = ServerAccount.choose(directory.data());
            directory.prepareFor(account);
            new ServerLog(directory.log()).prune();
            var leftovers = new Leftovers(directory, binaries, account);
            leftovers.clear();
            var cluster = new Cluster(directory, binaries, account);
            cluster.prepare();
            var socketDirectory = directory.socketDirectory(account);
            FileTree.replace(
                    directory.conf().resolve("postgresql.conf"),
                    ServerSettings.file(
                            socketDirectory,
                            directory.log(),
                            directory.root().resolve("custom.conf"),
                            config.settings()),
                    "rw-r--r--");
            FileTree.replace(
                    directory.conf().resolve("pg_hba.conf"), ServerSettings.clientAuthentication(), "rw-r--r--");
            var connection = new ConnectionInfo(
                    InstanceDirectory.socketIn(socketDirectory), Cluster.DATABASE, Cluster.ROLE, cluster.password());
            var supervisor = new Supervisor(
                    directory,
                    () -> {
                        leftovers.clear();
                        return ServerProcess.launch(directory, binaries, account);
                    },
                    config.startTimeout(),
                    config.stopTimeout());
            supervisor.start();
            return new EmbeddedPostgres(directory, supervisor, connection);
        } catch (IOException e) {
            directory.close();
            throw Failures.onDisk("use", directory.root(), e);
        } catch (InterruptedException e) {
            directory.close();
            Thread.currentThread().interrupt();
            throw new PostgresException(
                    PostgresException.Reason.START_FAILED, "interrupted while PostgreSQL was starting", e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** How to connect as the platform's role to the platform's database. Stays valid over restarts of the server. */
    public ConnectionInfo connection() {
        return connection;
    }

    /** Tells the listener from now on when the server dies and when it is back. */
    public void addListener(PostgresListener listener) {
        supervisor.addListener(listener);
    }

    /** Whether the server accepts connections, as far as the supervisor knows. */
    public boolean isRunning() {
        return supervisor.isRunning();
    }

    /** Process id of the server, for diagnosis; empty while it is down. */
    public OptionalLong processId() {
        try {
            var recorded = directory.recordedServer();
            return isRunning() && recorded.isPresent() ? OptionalLong.of(recorded.get()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Stops the server within the configured time, a few seconds more in the worst case. Stopping twice is harmless. */
    public void stop() {
        supervisor.stop();
        directory.close();
    }

    @Override
    public void close() {
        stop();
    }
}
