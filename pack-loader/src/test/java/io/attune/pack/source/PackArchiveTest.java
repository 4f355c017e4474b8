package io.attune.pack.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an uploaded archive may hold (packs.md §12, security.md §9). */
class PackArchiveTest {
    private static final SourceLimits SMALL = new SourceLimits(1 << 20, 10_000, 5_000, 20, 200);

    @TempDir
    Path directory;

    private Path target;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @BeforeEach
    void target() throws IOException {
        target = Files.createDirectory(directory.resolve("target"));
    }

    @Test
    void filesKeepTheirPlacesAndTheExecutableBit() throws Exception {
        try (var tar = tar()) {
            file(tar, "./pack.yaml", "ref: a", 0644);
            file(tar, "actions/run.sh", "echo", 0755);
        }
        PackArchive.unpack(archive(), target, SourceLimits.DEFAULT);
        assertThat(target.resolve("pack.yaml")).hasContent("ref: a");
        assertThat(Files.isExecutable(target.resolve("actions/run.sh"))).isTrue();
        assertThat(Files.isExecutable(target.resolve("pack.yaml"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../outside",
                "a/../../outside",
                "/etc/outside",
                "a/..",
                "C:/outside",
                "a\\..\\outside",
                "a\u0001b"
            })
    void namesThatLeaveThePackAreRefused(String name) throws Exception {
        try (var tar = tar()) {
            var entry = new TarArchiveEntry(name, true);
            entry.setSize(1);
            tar.putArchiveEntry(entry);
            tar.write('x');
            tar.closeArchiveEntry();
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).isInstanceOf(PackSourceException.class);
        assertThat(directory)
                .isDirectoryNotContaining(path -> path.getFileName().toString().equals("outside"));
    }

    @ParameterizedTest
    @ValueSource(
            bytes = {
                TarConstants.LF_SYMLINK,
                TarConstants.LF_LINK,
                TarConstants.LF_CHR,
                TarConstants.LF_BLK,
                TarConstants.LF_FIFO
            })
    void linksAndDevicesAreRefused(byte kind) throws Exception {
        try (var tar = tar()) {
            var entry = new TarArchiveEntry("trap", kind);
            entry.setLinkName("/etc/passwd");
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL))
                .isInstanceOf(PackSourceException.class)
                .hasMessageContaining("'trap'")
                .hasMessageContaining("files and directories only");
    }

    @Test
    void aLinkCannotBeWrittenThrough() throws Exception {
        try (var tar = tar()) {
            file(tar, "a", "one", 0644);
            file(tar, "a", "two", 0644);
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("stands twice");
    }

    @Test
    void aFileCannotBeADirectoryToo() throws Exception {
        try (var tar = tar()) {
            file(tar, "a", "one", 0644);
            file(tar, "a/b", "two", 0644);
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("below a file");
    }

    @Test
    void sizesAndCountsAreLimited() throws Exception {
        try (var tar = tar()) {
            file(tar, "big", noise(5_001), 0644);
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("larger than");

        bytes.reset();
        try (var tar = tar()) {
            for (int i = 0; i < 3; i++) {
                file(tar, "part" + i, noise(4_000), 0644);
            }
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("together");

        bytes.reset();
        try (var tar = tar()) {
            for (int i = 0; i < 21; i++) {
                file(tar, "small" + i, "x", 0644);
            }
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("more than 20");

        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, new SourceLimits(100, 10_000, 5_000, 20, 200)))
                .hasMessageContaining("the archive is larger than");
    }

    @Test
    void anArchiveOfZerosIsRefusedEarly() throws Exception {
        try (var tar = tar()) {
            var entry = new TarArchiveEntry("zeros");
            entry.setSize(40L << 20);
            tar.putArchiveEntry(entry);
            for (int i = 0; i < 40; i++) {
                tar.write(new byte[1 << 20]);
            }
            tar.closeArchiveEntry();
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SourceLimits.DEFAULT))
                .hasMessageContaining("times its size");
        assertThat(Files.size(target.resolve("zeros"))).isLessThan(4L << 20);
    }

    @Test
    void directoriesInsideNamesCount() throws Exception {
        try (var tar = tar()) {
            file(tar, "d/".repeat(30) + "file", "x", 0644);
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("more than 20");
    }

    /** The library keeps headers in memory: a hundred megabytes of "long name" are no name. */
    @Test
    void aHeaderThatIsLargerThanAnyNameIsRefused() throws Exception {
        String text = noise(40_000).repeat(40);
        for (byte kind : new byte[] {TarConstants.LF_GNUTYPE_LONGNAME, TarConstants.LF_PAX_EXTENDED_HEADER_LC}) {
            bytes.reset();
            try (var tar = tar()) {
                header(tar, kind, kind == TarConstants.LF_GNUTYPE_LONGNAME ? text : "1600017 comment=" + text + "\n");
                file(tar, "harmless", "x", 0644);
            }
            assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SourceLimits.DEFAULT))
                    .hasMessageContaining("header is larger than 1 MiB");
        }
    }

    @Test
    void attributesCannotGiveAnEntryAnotherPlace() throws Exception {
        try (var tar = tar()) {
            header(tar, TarConstants.LF_PAX_EXTENDED_HEADER_LC, "19 path=../outside\n");
            file(tar, "harmless", "x", 0644);
        }
        assertThatThrownBy(() -> PackArchive.unpack(archive(), target, SMALL)).hasMessageContaining("'..'");
        assertThat(directory.resolve("outside")).doesNotExist();
    }

    @Test
    void otherFilesAreNoArchives() {
        assertThatThrownBy(() -> PackArchive.unpack(
                        new ByteArrayInputStream("PK hello".getBytes(StandardCharsets.UTF_8)), target, SMALL))
                .isInstanceOf(PackSourceException.class)
                .hasMessageContaining("not a gzip archive");
        assertThatThrownBy(() -> PackArchive.unpack(new ByteArrayInputStream(new byte[0]), target, SMALL))
                .isInstanceOf(PackSourceException.class);
    }

    @Test
    void aTruncatedArchiveIsRefused() throws Exception {
        try (var tar = tar()) {
            file(tar, "a", noise(4_000), 0644);
        }
        byte[] half = Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2);
        assertThatThrownBy(() -> PackArchive.unpack(new ByteArrayInputStream(half), target, SMALL))
                .isInstanceOf(PackSourceException.class);
    }

    private TarArchiveOutputStream tar() throws IOException {
        return new TarArchiveOutputStream(new GZIPOutputStream(bytes), "UTF-8");
    }

    private ByteArrayInputStream archive() {
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    /** An entry that tells of the next one. */
    private static void header(TarArchiveOutputStream tar, byte kind, String text) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry("header", kind);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void file(TarArchiveOutputStream tar, String name, String text, int mode) throws IOException {
        byte[] content = text.getBytes(StandardCharsets.UTF_8);
        var entry = new TarArchiveEntry(name);
        entry.setSize(content.length);
        entry.setMode(mode);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static String noise(int length) {
        var random = new Random(7);
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }
}
