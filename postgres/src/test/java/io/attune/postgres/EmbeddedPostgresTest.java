package io.attune.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatWasCommittedIsThereAfterAStopAndAStart() throws SQLException {
        var config = durable("pg");
        for (int i = 1; i <= 2; i++) {
            try (var postgres = EmbeddedPostgres.start(config);
                    var connection = postgres.connection().connect();
                    var statement = connection.createStatement()) {
                statement.execute("create table if not exists note (text text)");
                statement.execute("insert into note values ('a')");
                assertThat(single(postgres, "select count(*)::text from note")).isEqualTo(Integer.toString(i));
            }
        }
    }

    @Test
    void aRunningServerIsDurableAndKeepsStrangersOut() throws Exception {
        try (var postgres = EmbeddedPostgres.start(durable("pg"))) {
            assertThat(single(postgres, "show fsync")).isEqualTo("on");
            assertThat(single(postgres, "show synchronous_commit")).isEqualTo("on");
            assertThat(single(postgres, "show full_page_writes")).isEqualTo("on");
            assertThat(single(postgres, "show listen_addresses")).isEmpty();
            assertThat(single(postgres, "show password_encryption")).isEqualTo("scram-sha-256");
            var known = postgres.connection();
            var stranger = new ConnectionInfo(known.socket(), known.database(), known.user(), "a guess");
            assertThatThrownBy(stranger::connect)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password");
            long server = postgres.processId().orElseThrow();
            assertThat(ownerOf(server)).as("the server runs without privileges").isNotEqualTo("effective root");
        }
    }

    @Test
    void aKilledServerIsBackWithEverythingCommitted() throws Exception {
        try (var postgres = EmbeddedPostgres.start(durable("pg"))) {
            try (var connection = postgres.connection().connect();
                    var statement = connection.createStatement()) {
                statement.execute("create table note (text text)");
                statement.execute("insert into note values ('kept')");
            }
            long killed = postgres.processId().orElseThrow();

            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            assertThat(awaitAnswer(postgres, "select text from note")).isEqualTo("kept");
            assertThat(postgres.processId().orElseThrow()).isNotEqualTo(killed);
        }
    }

    @Test
    void aDirectoryInUseIsNamed() {
        var config = durable("pg");
        try (var _ = EmbeddedPostgres.start(config)) {
            assertThatThrownBy(() -> EmbeddedPostgres.start(config))
                    .isInstanceOf(PostgresException.class)
                    .hasMessageContaining(config.directory().toString());
        }
    }

    @Test
    void aLongPathIsNoObstacle() throws SQLException {
        // A socket's address holds about a hundred characters.
        var config = durable("a".repeat(60) + "/" + "b".repeat(60));
        try (var postgres = EmbeddedPostgres.start(config)) {
            assertThat(single(postgres, "select 'reached'")).isEqualTo("reached");
        }
    }

    private EmbeddedPostgresConfig durable(String name) {
        return EmbeddedPostgresConfig.in(directory.resolve(name)).withBinariesDirectory(Binaries.sharedDirectory());
    }

    private static String awaitAnswer(EmbeddedPostgres postgres, String query) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                return single(postgres, query);
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw new AssertionError("no answer within " + LIMIT, e);
                }
                LockSupport.parkNanos(50_000_000);
            }
        }
    }

    private static String single(EmbeddedPostgres postgres, String query) throws SQLException {
        try (var connection = postgres.connection().connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    /** Capabilities say it: root inside a user namespace of its own has none outside, and shows as another account inside. */
    private static String ownerOf(long process) throws Exception {
        List<String> status = Files.readAllLines(Path.of("/proc/" + process + "/status"));
        var capabilities = status.stream()
                .filter(line -> line.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();
        return capabilities.endsWith("0000000000000000") ? "nobody special" : "effective root";
    }
}
