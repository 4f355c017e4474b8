package io.attune.server.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import io.attune.model.pack.Pack;
import io.attune.model.tenant.Owner;
import io.attune.pack.read.Finding;
import io.attune.pack.source.PackDirectory;
import io.attune.pack.source.PackLibrary;
import io.attune.pack.source.SourceLimits;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ErrorCode;
import io.attune.server.pack.PackInstaller.Order;
import io.attune.store.MemoryDataKeys;
import io.attune.store.TestDatabase;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.pack.PackComponentStore;
import io.attune.store.pack.PackSecrets;
import io.attune.store.pack.PackStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Installing and upgrading packs against a real database (packs.md §12). */
class PackInstallerTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    @TempDir
    static Path directory;

    private static TestDatabase database;
    private static Transactions transactions;
    private static PackLibrary library;
    private static PackInstaller installer;
    private static Owner ours;
    private static Owner theirs;

    private final String ref = "demo" + NUMBER.incrementAndGet();
    private final Path source = directory.resolve("source-" + ref);

    @BeforeAll
    static void open() {
        database = TestDatabase.open();
        transactions = database.transactions();
        library = new PackLibrary(directory.resolve("packs"));
        installer = new PackInstaller(
                transactions,
                new PackStore(new PackSecrets(MemoryDataKeys.box())),
                new PackComponentStore(),
                library,
                Clock.systemUTC());
        ours = tenant("ours");
        theirs = tenant("theirs");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void theCorePackIsInstalledWholeAndASecondTimeLeftAlone() throws Exception {
        var core = Path.of("..", "packs", "core");
        var first = install(core, shipped());
        assertThat(first.findings()).isEmpty();
        assertThat(first.pack().owner().isPlatform()).isTrue();
        assertThat(
                        count(
                                "select count(*) from action where pack_ref = 'core' and (runtime_id is null) = (workflow_def_id is null)"))
                .as("actions with neither or both of runtime and graph")
                .isZero();
        assertThat(count("select count(*) from action where pack_ref = 'core'")).isEqualTo(11);
        assertThat(count("select count(*) from runtime where pack_ref = 'core'"))
                .isEqualTo(12);
        assertThat(count("select count(*) from runtime_version where runtime_ref = 'core.python'"))
                .isEqualTo(3);
        assertThat(count("select count(*) from trigger where sensor_ref = 'core.timer_sensor'"))
                .isEqualTo(4);
        assertThat(count("select count(*) from permission_set where pack_ref = 'core'"))
                .isEqualTo(4);
        assertThat(library.current("core").orElseThrow().resolve("pack.yaml")).exists();

        var second = install(core, shipped());
        assertThat(second.changed()).isFalse();
        assertThat(second.pack().updated()).isEqualTo(first.pack().updated());
    }

    @Test
    void whatIsRefusedLeavesNoFilesBehind() throws Exception {
        pack("1.0.0", "");
        shipCore();

        assertThatThrownBy(() -> install(source, upload(false), (_, _) -> {
                    throw AttuneException.forbidden("no");
                }))
                .isInstanceOf(AttuneException.class);

        assertThat(library.refs()).doesNotContain(ref);
        install(source, upload(false));
        assertThat(library.refs()).contains(ref);
    }

    @Test
    void anUpgradeKeepsIdsConfigurationAndAdhocComponentsAndRemovesTheRest() throws Exception {
        pack("1.0.0", "config: { level: 1 }\n");
        write("triggers/tick.yaml", "ref: tick\n");
        write("triggers/old.yaml", "ref: old\n");
        write("actions/run.yaml", "ref: run\nentry_point: run.sh\n");
        write("actions/run.sh", "echo\n");
        write("rules/r.yaml", "ref: r\ntrigger_ref: tick\naction_ref: run\n");
        shipCore();
        var first = install(source, upload(false));
        assertThat(first.findings()).isEmpty();
        long trigger = id("trigger", ref + ".tick");
        long rule = id("rule", ref + ".r");
        transactions.engineTask(tx -> {
            tx.sql().execute("update pack set config = '{\"level\": 9}' where ref = ?", ref);
            tx.sql()
                    .execute(
                            "insert into trigger (tenant_id, pack_id, pack_ref, ref, label, is_adhoc, webhook_enabled, webhook_key_hash) "
                                    + "values (?, ?, ?, ?, 'By hand', true, true, ?)",
                            ours.tenantId(),
                            first.pack().id().value(),
                            ref,
                            ref + ".by_hand",
                            "key-" + ref);
            tx.sql()
                    .execute(
                            "update trigger set webhook_enabled = true, webhook_key_hash = ? where ref = ?",
                            "kept-" + ref,
                            ref + ".tick");
        });

        pack("1.1.0", "config: { level: 2 }\n");
        Files.delete(source.resolve("triggers/old.yaml"));
        write("triggers/tick.yaml", "ref: tick\nlabel: Tack\n");
        assertThatThrownBy(() -> install(source, upload(false)))
                .isInstanceOfSatisfying(
                        AttuneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        var second = install(source, upload(true));

        assertThat(second.pack().id()).isEqualTo(first.pack().id());
        assertThat(second.pack().settings().version()).isEqualTo("1.1.0");
        assertThat(second.pack().settings().config().path("level").asInt()).isEqualTo(9);
        assertThat(id("trigger", ref + ".tick")).isEqualTo(trigger);
        assertThat(id("rule", ref + ".r")).isEqualTo(rule);
        assertThat(texts("select ref from trigger where pack_ref = ? order by ref", ref))
                .containsExactly(ref + ".by_hand", ref + ".tick");
        assertThat(texts("select webhook_key_hash from trigger where ref = ?", ref + ".tick"))
                .containsExactly("kept-" + ref);
        assertThat(texts("select label from trigger where ref = ?", ref + ".tick"))
                .containsExactly("Tack");
        assertThat(library.current(ref).orElseThrow().resolve("pack.yaml"))
                .content()
                .contains("1.1.0");
    }

    @Test
    void aComponentWithAFaultKeepsWhatWasInstalledOfIt() throws Exception {
        pack("1.0.0", "");
        write("triggers/tick.yaml", "ref: tick\n");
        install(source, upload(false));
        long trigger = id("trigger", ref + ".tick");
        write("triggers/tick.yaml", "ref: tick\nparameters: { a: { type: strange } }\n");
        var second = install(source, upload(true));
        assertThat(second.findings()).extracting(Finding::effect).containsExactly(Finding.Effect.SKIPPED);
        assertThat(id("trigger", ref + ".tick")).isEqualTo(trigger);
    }

    @Test
    void rulesWithoutTriggerOrActionAreLeftOutAndSaid() throws Exception {
        pack("1.0.0", "dependencies: [nowhere]\n");
        write("rules/r.yaml", "ref: r\ntrigger_ref: nowhere.tick\naction_ref: nowhere.run\n");
        var installation = install(source, upload(false));
        assertThat(installation.findings())
                .extracting(Finding::field)
                .containsExactly("dependencies", "trigger_ref", "action_ref");
        assertThat(count("select count(*) from rule where pack_ref = '" + ref + "'"))
                .isZero();
    }

    @Test
    void anotherTenantCannotTakeThePackOver() throws Exception {
        pack("1.0.0", "");
        install(source, upload(false));
        var foreign = new Order(theirs, false, null, true, "local_archive", "x", "upload");
        assertThatThrownBy(() -> install(source, foreign))
                .isInstanceOfSatisfying(
                        AttuneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void onlyOperatorsInstallAndReplaceSystemPacks() throws Exception {
        pack("1.0.0", "system: true\n");
        assertThatThrownBy(() -> install(source, upload(true)))
                .isInstanceOfSatisfying(
                        AttuneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
        assertThat(count("select count(*) from pack where ref = '" + ref + "'")).isZero();
        install(source, shipped());
        pack("1.0.1", "");
        assertThatThrownBy(() -> install(source, upload(true)))
                .isInstanceOfSatisfying(
                        AttuneException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void aRefusedPackNamesEveryFaultWithItsPlace() throws Exception {
        write("pack.yaml", "ref: X\nversion: 1\n");
        assertThatThrownBy(() -> install(source, upload(false))).isInstanceOfSatisfying(AttuneException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
            assertThat(e.details())
                    .extracting(AttuneException.Detail::field)
                    .containsExactly("pack.yaml:1:6", "pack.yaml:2:10");
        });
    }

    @Test
    void whatTheRecorderThrowsUndoesTheInstallation() throws Exception {
        pack("1.0.0", "");
        var staged = stage(source);
        assertThatThrownBy(() -> installer.install(staged, upload(false), (_, _) -> {
                    throw AttuneException.forbidden("no");
                }))
                .isInstanceOf(AttuneException.class);
        assertThat(count("select count(*) from pack where ref = '" + ref + "'")).isZero();
        assertThat(library.current(ref)).isEmpty();
    }

    private static void shipCore() throws Exception {
        install(Path.of("..", "packs", "core"), shipped());
    }

    private static PackInstallation install(Path pack, Order order) throws Exception {
        return install(pack, order, (_, _) -> {});
    }

    private static PackInstallation install(Path pack, Order order, BiConsumer<Tx, Pack> recorded) throws Exception {
        var staged = stage(pack);
        try {
            return installer.install(staged, order, recorded);
        } finally {
            library.discard(staged);
        }
    }

    private static Path stage(Path pack) throws Exception {
        var staged = library.stage();
        PackDirectory.copy(pack, staged, SourceLimits.DEFAULT);
        return staged;
    }

    private static Order shipped() {
        return new Order(new Owner.Platform(), true, null, true, "local_directory", "shipped", "bootstrap");
    }

    private static Order upload(boolean force) {
        return new Order(ours, false, null, force, "local_archive", "demo.tar.gz", "upload");
    }

    private void pack(String version, String more) throws IOException {
        write("pack.yaml", "ref: " + ref + "\nversion: " + version + "\n" + more);
    }

    private void write(String file, String text) throws IOException {
        Path path = source.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static int count(String sql) {
        return transactions.<Integer>engine(tx -> tx.sql().fetchSingle(sql).get(0, Integer.class));
    }

    private static List<String> texts(String sql, Object... values) {
        return transactions.<List<String>>engine(
                tx -> tx.sql().fetch(sql, values).getValues(0, String.class));
    }

    private static long id(String table, String ref) {
        return transactions.<Long>engine(tx -> tx.sql()
                .fetchSingle("select id from " + table + " where ref = ?", ref)
                .get(0, Long.class));
    }

    private static Owner tenant(String ref) {
        long id = transactions.<Long>engine(tx -> tx.sql()
                .fetchSingle("insert into tenant (ref, label) values (?, ?) returning id", ref, ref)
                .get(0, Long.class));
        return new Owner.Tenant(new TenantId(id));
    }
}
