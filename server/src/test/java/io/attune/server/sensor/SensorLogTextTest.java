package io.attune.server.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.execution.LogStream;
import io.attune.model.id.SensorId;
import io.attune.model.id.TenantId;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import io.attune.store.sensor.SensorLogStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SensorLogTextTest {
    private static final SensorLogStore LOGS = new SensorLogStore();
    private static TestDatabase database;
    private static TenantScope owner;
    private static TenantScope stranger;

    @BeforeAll
    static void open() {
        database = TestDatabase.open();
        owner = tenant("ours");
        stranger = tenant("theirs");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void theWholeIsAllPiecesInTheirOrder() throws IOException {
        var sensor = sensor("whole");
        var lines = IntStream.range(0, 100).mapToObj(i -> "line " + i + "\n").toList();
        lines.forEach(line -> append(sensor, line));

        assertThat(read(sensor, 0)).isEqualTo(String.join("", lines));
    }

    @ParameterizedTest
    @CsvSource({"1, 99", "2, 98", "20, 80", "99, 1", "100, 0", "101, 0", "2000000000, 0"})
    void theLastLinesAreFoundOverManyPieces(int lines, int first) throws IOException {
        var sensor = sensor("tail" + lines);
        IntStream.range(0, 100).forEach(i -> {
            append(sensor, "line");
            append(sensor, " " + i + "\n");
        });

        assertThat(read(sensor, lines))
                .isEqualTo(IntStream.range(first, 100)
                        .mapToObj(i -> "line " + i + "\n")
                        .collect(Collectors.joining()));
    }

    @Test
    void aLineWithoutItsEndIsALine() throws IOException {
        var sensor = sensor("open");
        append(sensor, "one\ntwo\nthr");
        append(sensor, "ee");

        assertThat(read(sensor, 1)).isEqualTo("three");
        assertThat(read(sensor, 2)).isEqualTo("two\nthree");
    }

    @Test
    void emptyLinesCount() throws IOException {
        var sensor = sensor("empty");
        append(sensor, "one\n\n\n");

        assertThat(read(sensor, 1)).isEqualTo("\n");
        assertThat(read(sensor, 3)).isEqualTo("one\n\n\n");
    }

    @Test
    void thereIsNoLogBeforeSomethingIsWrittenNorForStrangers() throws IOException {
        var sensor = sensor("silent");
        assertThat(text(sensor, owner).exists()).isFalse();
        append(sensor, "secret\n");

        assertThat(text(sensor, owner).exists()).isTrue();
        assertThat(text(sensor, stranger).exists()).isFalse();
        var out = new ByteArrayOutputStream();
        text(sensor, stranger).write(out, 1);
        assertThat(out.size()).isZero();
    }

    private static String read(SensorId sensor, int lines) throws IOException {
        var out = new ByteArrayOutputStream();
        text(sensor, owner).write(out, lines);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static SensorLogText text(SensorId sensor, TenantScope scope) {
        return new SensorLogText(database.transactions(), LOGS, scope, sensor, LogStream.STDOUT);
    }

    private static void append(SensorId sensor, String text) {
        database.transactions()
                .engineTask(tx -> LOGS.append(tx, sensor, LogStream.STDOUT, text.getBytes(StandardCharsets.UTF_8), 4));
    }

    private static TenantScope tenant(String ref) {
        long id = id("insert into tenant (ref, label) values (?, 'T') returning id", ref);
        var _ = id(
                "insert into pack (tenant_id, ref, label, version) values (?, ?, 'P', '1.0.0') returning id", id, ref);
        return new TenantScope(new TenantId(id), false);
    }

    private static SensorId sensor(String name) {
        var tenant = owner.tenant().value();
        return new SensorId(id("""
                with shell as (
                    insert into runtime (tenant_id, ref, name, execution_config) values (?, ?, 'Shell', '{}') returning id, ref)
                insert into sensor (tenant_id, pack_id, pack_ref, ref, label, entrypoint, runtime_id, runtime_ref, trigger_types)
                select pack.tenant_id, pack.id, pack.ref, ?, 'Watch', 'watch.sh', shell.id, shell.ref, array['ours.hit']
                from pack, shell
                where pack.ref = 'ours'
                returning id
                """, tenant, "ours." + name + "_shell", "ours." + name));
    }

    private static long id(String sql, Object... values) {
        return database.transactions()
                .engine(tx -> tx.sql().fetchSingle(sql, values).get(0, Long.class));
    }
}
