package io.attune.worker.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.worker.gateway.GatewayRefusedException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackCacheTest {
    @TempDir
    Path directory;

    private final AtomicInteger fetched = new AtomicInteger();

    private PackCache cacheOf(byte[] archive) {
        return new PackCache(directory, _ -> {
            fetched.incrementAndGet();
            return new ByteArrayInputStream(archive);
        });
    }

    private static byte[] archive(TarArchiveEntry entry, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(bytes))) {
            byte[] text = content.getBytes(StandardCharsets.UTF_8);
            entry.setSize(text.length);
            tar.putArchiveEntry(entry);
            tar.write(text);
            tar.closeArchiveEntry();
        }
        return bytes.toByteArray();
    }

    private static TarArchiveEntry file(String name) {
        return new TarArchiveEntry(name, true);
    }

    @Test
    void aStateOfAPackIsFetchedOnce() throws Exception {
        var entry = file("actions/tool");
        entry.setMode(0755);
        var cache = cacheOf(archive(entry, "text"));

        var first = cache.directory("demo", "c1").orElseThrow();
        cache.directory("demo", "c1");

        assertThat(first.resolve("actions/tool")).hasContent("text").isExecutable();
        assertThat(fetched).hasValue(1);
        assertThat(cache.directory("demo", "c2").orElseThrow()).isNotEqualTo(first);
        assertThat(fetched).hasValue(2);
    }

    @Test
    void aPackWithoutFilesHasNoDirectory() throws Exception {
        var cache = new PackCache(directory, _ -> {
            throw new GatewayRefusedException("no files");
        });

        assertThat(cache.directory("demo", "c1")).isEmpty();
        assertThat(cache.directory("demo", null)).isEmpty();
    }

    @Test
    void archivesThatReachOutsideAreRefusedAndLeaveNothing() throws Exception {
        var link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
        link.setLinkName("/etc/passwd");
        for (var entry : new TarArchiveEntry[] {file("../out"), file("/tmp/attune-out"), file("a/../../out"), link}) {
            var cache = cacheOf(archive(entry, ""));

            assertThatThrownBy(() -> cache.directory("demo", "c1")).isInstanceOf(IOException.class);
            assertThat(directory.resolve("demo").toFile().list()).isEmpty();
        }
        assertThat(Files.exists(directory.resolve("out"))).isFalse();
    }

    @Test
    void namesThatAreNoNamesAreRefused() throws Exception {
        var cache = cacheOf(archive(file("a"), ""));

        assertThatThrownBy(() -> cache.directory("../x", "c1")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> cache.directory("demo", "../c1")).isInstanceOf(IOException.class);
    }
}
