package io.attune.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

    @TempDir
    Path directory;

    @Test
    void whatWasCommittedIsThereAfterAStopAndAStart() throws Exception {
        var config =
                EmbeddedPostgresConfig.in(directory.resolve("pg")).withBinariesDirectory(Binaries.sharedDirectory());
        for (int i = 0; i < 3; i++) {
            long t = System.nanoTime();
            try (var postgres = EmbeddedPostgres.start(config);
                    var connection = postgres.connection().connect();
                    var statement = connection.createStatement()) {
                System.out.println("started in " + (System.nanoTime() - t) / 1_000_000);
                statement.execute("create table if not exists note (text text)");
                statement.execute("insert into note values ('a')");
                try (var rows = statement.executeQuery("select count(*) from note")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(i + 1);
                }
            }
        }
    }
}
