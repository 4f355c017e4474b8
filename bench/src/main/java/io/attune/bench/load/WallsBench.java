package io.attune.bench.load;

import io.attune.postgres.ConnectionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What two of the walls of docs/security.md cost: the audit log and row-level security. One platform is measured in turns as it is shipped,
 * with a database that throws audit records away, and with one whose row-level security is off; its own code stays the same.
 */
final class WallsBench {
    private static final int CONNECTIONS = 64;
    private static final int ROUNDS = 3;

    private enum Walls {
        ALL("as shipped"),
        NO_AUDIT("audit records thrown away by the database"),
        NO_ROW_LEVEL_SECURITY("row-level security off");

        private final String words;

        Walls(String words) {
            this.words = words;
        }
    }

    private final Options options;
    private final Target target;
    private final Connection database;
    private final String hook;
    private int finished;

    private WallsBench(Options options, Target target, Connection database) {
        this.options = options;
        this.target = target;
        this.database = database;
        this.hook = target.webhook("walls");
        target.rule("walls", "walls", "core.noop", "");
    }

    static void run(Options options, Report report) throws IOException, InterruptedException {
        var directory = Files.createTempDirectory("attune-bench-");
        try (var target = Target.start(options, directory);
                var database = connect(directory.resolve("data").resolve("postgres"))) {
            target.login();
            target.post("/api/v1/packs", Target.object("ref", "bench", "label", "Bench", "version", "1.0.0"));
            new WallsBench(options, target, database).run(report);
        } catch (SQLException e) {
            throw new IOException("the database of the platform did not do as asked", e);
        } finally {
            Target.delete(directory);
        }
    }

    private static Connection connect(Path instance) throws IOException, SQLException {
        var socket = instance.toRealPath().resolve("run").resolve(".s.PGSQL.5432");
        return new ConnectionInfo(
                        socket,
                        "attune",
                        "attune",
                        Files.readString(instance.resolve("password")).strip())
                .connect();
    }

    private void run(Report report) throws IOException, InterruptedException, SQLException {
        record Rates(List<Double> runs, List<Double> pages) {}
        Map<Walls, Rates> measured = new EnumMap<>(Walls.class);
        var _ = runsPerSecond();
        for (int round = 0; round < ROUNDS; round++) {
            for (var walls : Walls.values()) {
                put(walls);
                var rates = measured.computeIfAbsent(walls, _ -> new Rates(new ArrayList<>(), new ArrayList<>()));
                rates.runs().add(runsPerSecond());
                rates.pages().add(pagesPerSecond());
            }
        }
        put(Walls.ALL);
        measured.forEach((walls, rates) -> report.add(
                walls.words,
                "webhook → core.noop " + of(rates.runs()) + "; pages of executions " + of(rates.pages()),
                ""));
    }

    private static String of(List<Double> rates) {
        var sorted = rates.stream().sorted().toList();
        return Report.number(sorted.get(sorted.size() / 2)) + "/s (" + Report.number(sorted.getFirst()) + "–"
                + Report.number(sorted.getLast()) + ")";
    }

    private double runsPerSecond() throws IOException, InterruptedException {
        int deliveries = options.scaled(20_000);
        long begin = System.nanoTime();
        Load.ofNumbers(target.url(), hook).closed(CONNECTIONS, deliveries);
        finished += deliveries;
        target.awaitCompleted("walls", finished);
        return deliveries * 1e9 / (System.nanoTime() - begin);
    }

    private double pagesPerSecond() {
        int pages = options.scaled(1_000);
        long begin = System.nanoTime();
        for (int page = 1; page <= pages; page++) {
            target.get("/api/v1/executions?per_page=50&rule_ref=bench.walls&page=" + (page % 20 + 1));
        }
        return pages * 1e9 / (System.nanoTime() - begin);
    }

    private void put(Walls walls) throws SQLException {
        try (var statement = database.createStatement()) {
            statement.execute("drop trigger if exists bench_discards on audit_event");
            if (walls == Walls.NO_AUDIT) {
                statement.execute("""
                        create or replace function bench_discard() returns trigger language plpgsql
                        as $$ begin return null; end $$
                        """);
                statement.execute(
                        "create trigger bench_discards before insert on audit_event for each row execute function bench_discard()");
            }
            var word = walls == Walls.NO_ROW_LEVEL_SECURITY ? "disable" : "enable";
            for (var table : guardedTables()) {
                statement.execute("alter table " + table + " " + word + " row level security");
            }
        }
    }

    private List<String> guardedTables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery(
                        "select distinct quote_ident(tablename) from pg_policies where schemaname = 'public' order by 1")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }
}
