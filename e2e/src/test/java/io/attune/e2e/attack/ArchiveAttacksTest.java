package io.attune.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Api.Answer;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.RawHttp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uploaded packs that are bombs, or reach out of their directory (A7, packs.md §12, security.md §9). Nothing of them may stay. */
class ArchiveAttacksTest {
    private static final int MEBIBYTE = 1 << 20;

    private final Platform platform = Platform.shared();
    private final Api attacker = Tenant.attacker().api();
    private final String pack =
            "evil" + UUID.randomUUID().toString().replace("-", "").substring(0, 10);
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();
    private final TarArchiveOutputStream tar = open();

    @AfterEach
    void nothingStays() {
        assertThat(attacker.get("/api/v1/packs/" + pack).status()).isEqualTo(404);
        assertThat(platform.data().resolve("packs").resolve(pack)).doesNotExist();
        assertThat(Path.of("/tmp/" + pack)).doesNotExist();
        assertThat(platform.data().resolve(pack)).doesNotExist();
        assertThat(platform.data().resolve("packs/core/" + pack)).doesNotExist();
        assertThat(attacker.get("/health").status()).isEqualTo(200);
    }

    @Test
    void anEntryCannotLeaveThePack() {
        for (var name : new String[] {
            "../" + pack,
            "a/../../../" + pack,
            "/tmp/" + pack,
            "//tmp/" + pack,
            "..\\" + pack,
            "./../../core/" + pack,
            "..",
            "a/..",
        }) {
            archive.reset();
            var evil = open();
            file(evil, "pack.yaml", manifest());
            file(evil, name, "x");
            refused(upload(evil));
        }
    }

    @Test
    void attributesCannotMoveAnEntry() {
        file(tar, "pack.yaml", manifest());
        var attribute = " path=../../" + pack + "\n";
        raw(tar, "PaxHeaders/x", TarConstants.LF_PAX_EXTENDED_HEADER_LC, (attribute.length() + 2) + attribute);
        file(tar, "harmless", "x");

        refused(upload(tar));
    }

    @Test
    void linksDevicesAndPipesAreRefused() {
        for (byte kind : new byte[] {
            TarConstants.LF_SYMLINK,
            TarConstants.LF_LINK,
            TarConstants.LF_CHR,
            TarConstants.LF_BLK,
            TarConstants.LF_FIFO
        }) {
            archive.reset();
            var evil = open();
            file(evil, "pack.yaml", manifest());
            raw(evil, "trap", kind, "");
            refused(upload(evil));
        }
    }

    @Test
    void aFileCannotBeWrittenThroughALinkThatCameBefore() {
        file(tar, "pack.yaml", manifest());
        var link = new TarArchiveEntry("out", TarConstants.LF_SYMLINK);
        link.setLinkName("/tmp");
        put(tar, link, new byte[0]);
        file(tar, "out/" + pack, "x");

        refused(upload(tar));
    }

    @Test
    void theSameEntryTwiceIsRefused() {
        file(tar, "pack.yaml", manifest());
        file(tar, "actions/a.sh", "good");
        file(tar, "actions/a.sh", "evil");

        refused(upload(tar));
    }

    @Test
    void aBombOfZerosIsStoppedEarly() {
        file(tar, "pack.yaml", manifest());
        put(tar, sized("zeros", 49L * MEBIBYTE), new byte[49 * MEBIBYTE]);

        var answer = upload(tar);

        refused(answer);
        assertThat(archive.size()).as("bytes sent").isLessThan(MEBIBYTE);
    }

    /** What the reader of archives keeps in memory must not be chosen by the archive. */
    @Test
    void aBombOfHeadersIsStoppedEarly() {
        file(tar, "pack.yaml", manifest());
        // Enough that does not compress to make the rest look harmless.
        put(tar, sized("noise", MEBIBYTE), noise(MEBIBYTE));
        raw(
                tar,
                "PaxHeaders/x",
                TarConstants.LF_PAX_EXTENDED_HEADER_LC,
                "83886080 comment=" + "a".repeat(83_886_062) + "\n");
        file(tar, "harmless", "x");

        refused(upload(tar));
    }

    @Test
    void moreEntriesThanAPackCanHaveAreRefused() {
        file(tar, "pack.yaml", manifest());
        for (int i = 0; i < 10_001; i++) {
            file(tar, "f" + i, "");
        }
        refused(upload(tar));
    }

    @Test
    void directoriesWithoutEndAreRefused() {
        file(tar, "pack.yaml", manifest());
        for (int i = 0; i < 100; i++) {
            file(tar, "d" + i + "/d".repeat(400) + "/f", "");
        }
        refused(upload(tar));
    }

    @Test
    void aManifestThatMultipliesItselfIsRefused() {
        var lines = new StringBuilder(manifest()).append("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 10; i++) {
            lines.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(10)));
        }
        file(tar, "pack.yaml", lines.toString());
        refused(upload(tar));
    }

    @Test
    void aLongTextRepeatedByAliasesIsRefused() {
        file(
                tar,
                "pack.yaml",
                manifest() + "meta: {text: &t '" + "x".repeat(400_000) + "', list: [" + "*t, ".repeat(50_000) + "]}\n");
        refused(upload(tar));
    }

    @Test
    void aManifestCannotChooseClasses() {
        file(
                tar,
                "pack.yaml",
                manifest() + "meta: !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[]]]\n");
        refused(upload(tar));
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        for (var bytes : new byte[][] {
            {},
            {0x1f, (byte) 0x8b},
            "PK\3\4 zip".getBytes(StandardCharsets.US_ASCII),
            noise(10_000),
            gzip(noise(10_000)),
            gzip(gzip(noise(100)))
        }) {
            refused(attacker.upload("/api/v1/packs/upload", "pack.tar.gz", bytes, Map.of()));
        }
    }

    @Test
    void aFileNameOfTheFormIsNeverAPath() {
        file(tar, "other.yaml", "x");
        close(tar);
        refused(attacker.upload("/api/v1/packs/upload", "../../../../tmp/" + pack, archive.toByteArray(), Map.of()));
    }

    @Test
    void anUploadLargerThanAnyPackIsRefused() {
        var answer = RawHttp.exchange(
                platform.url(),
                "POST /api/v1/packs/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + attacker.token()
                        + "\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: " + 102L * MEBIBYTE
                        + "\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aPackCannotNameFilesOutsideOfItself() {
        var components = Map.of(
                "actions", "runner_type: shell\nentry_point: '%s'\n",
                "workflows", "workflow_file: '%s'\n",
                "sensors", "runner_type: shell\ntrigger_types: [" + pack + ".t]\nentry_point: '%s'\n");
        for (var component : components.entrySet()) {
            for (var path :
                    new String[] {"../../../../etc/passwd", "/etc/passwd", "../../core/actions/echo.sh", "a/../../../x"
                    }) {
                var folder = component.getKey().equals("sensors") ? "sensors" : "actions";
                archive.reset();
                var evil = open();
                file(evil, "pack.yaml", manifest());
                file(evil, "triggers/t.yaml", "ref: " + pack + ".t\nlabel: T\n");
                file(
                        evil,
                        folder + "/a.yaml",
                        "ref: " + pack + ".a\nlabel: A\n" + component.getValue().formatted(path));
                var answer = upload(evil).expect(201);
                assertThat(answer.data().path("warnings").path(0).path("effect").asText())
                        .as(component.getKey() + ": " + answer)
                        .isEqualTo("skipped");
                attacker.get("/api/v1/" + folder + "/" + pack + ".a").expect(404);
                attacker.delete("/api/v1/packs/" + pack).expect(200);
            }
        }
    }

    @Test
    void aPackCannotTakeThePlaceOfAnother() {
        for (var ref : new String[] {"core", "../core", ".versions", ".staging", "core/actions", "CORE/../core"}) {
            archive.reset();
            var evil = open();
            file(evil, "pack.yaml", "ref: '" + ref + "'\nlabel: Evil\nversion: 1.0.0\n");
            close(evil);
            var answer = attacker.upload(
                    "/api/v1/packs/upload", "pack.tar.gz", archive.toByteArray(), Map.of("force", "true"));
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 422);
        }
        assertThat(Files.isRegularFile(platform.data().resolve("packs/core/pack.yaml")))
                .isTrue();
    }

    @Test
    void aDirectoryOfTheServerCannotBeRegisteredByStrangers() {
        for (var path : new String[] {
            "/etc",
            "/",
            platform.data().toString(),
            platform.data() + "/secrets",
            "../../etc",
            "packs/core",
            "/proc/self/cwd",
            "file:///etc"
        }) {
            var answer = attacker.post("/api/v1/packs/register", Json.object("path", path));
            assertThat(answer.status()).as(answer.toString()).isBetween(400, 422);
            assertThat(answer.body()).as("says whether it exists").doesNotContain("jwt_secret");
        }
    }

    private String manifest() {
        return "ref: " + pack + "\nlabel: Evil\nversion: 1.0.0\n";
    }

    private Answer upload(TarArchiveOutputStream evil) {
        close(evil);
        return attacker.upload("/api/v1/packs/upload", "pack.tar.gz", archive.toByteArray(), Map.of());
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isIn(400, 422);
        assertThat(answer.json().path("error").asText()).isNotBlank();
    }

    private TarArchiveOutputStream open() {
        try {
            var opened = new TarArchiveOutputStream(new GZIPOutputStream(archive), "UTF-8");
            opened.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(TarArchiveOutputStream tar) {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void file(TarArchiveOutputStream tar, String name, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        put(tar, sized(name, bytes.length), bytes);
    }

    private static TarArchiveEntry sized(String name, long size) {
        var entry = new TarArchiveEntry(name, true);
        entry.setSize(size);
        return entry;
    }

    private static void raw(TarArchiveOutputStream tar, String name, byte kind, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name, kind);
        entry.setSize(bytes.length);
        if (bytes.length == 0) {
            entry.setLinkName("/etc/passwd");
        }
        put(tar, entry, bytes);
    }

    private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] bytes) {
        try {
            tar.putArchiveEntry(entry);
            tar.write(bytes);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] noise(int length) {
        var bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private static byte[] gzip(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
