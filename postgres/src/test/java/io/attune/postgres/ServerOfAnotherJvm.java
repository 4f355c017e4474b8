package io.attune.postgres;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The program of a process that tests kill: starts a server in the given directory, says its process id, and waits. */
public final class ServerOfAnotherJvm {
    private ServerOfAnotherJvm() {}

    public static void main(String[] arguments) throws Exception {
        var postgres = EmbeddedPostgres.start(
                EmbeddedPostgresConfig.in(Path.of(arguments[0])).withBinariesDirectory(Binaries.sharedDirectory()));
        try (var connection = postgres.connection().connect();
                var statement = connection.createStatement()) {
            statement.execute("create table note as select 'kept' as text");
        }
        System.out.println("server " + postgres.processId().orElseThrow());
        System.out.flush();
        new CountDownLatch(1).await();
    }
}
