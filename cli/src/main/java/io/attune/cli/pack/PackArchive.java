package io.attune.cli.pack;

import io.attune.cli.outcome.Failure;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a directory as {@code .tar.gz}: regular files in a stable order, without what version control, editors and package managers leave
 * there. The few tar headers a pack needs (ustar, with pax records for long or non-ASCII names) are not worth a library at start-up.
 */
final class PackArchive {
    private static final int BLOCK = 512;
    private static final Set<String> LEFT_OUT = Set.of(
            ".git", ".hg", ".svn", ".DS_Store", "__pycache__", "node_modules", ".venv", "venv", ".idea", ".vscode");

    private PackArchive() {}

    static void write(Path directory, Path archive) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)), 1 << 16)) {
            for (Path file : files(directory)) {
                entry(out, directory.relativize(file).toString().replace('\\', '/'), file);
            }
            out.write(new byte[2 * BLOCK]);
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var walk = Files.walk(directory)) {
            return walk.filter(path -> !leftOut(directory.relativize(path)))
                    .peek(PackArchive::refuseLink)
                    .filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private static boolean leftOut(Path relative) {
        for (Path step : relative) {
            if (LEFT_OUT.contains(step.toString())) {
                return true;
            }
        }
        return false;
    }

    private static void refuseLink(Path path) {
        if (Files.isSymbolicLink(path)) {
            throw Failure.usage(
                    "A pack cannot hold symbolic links: " + path, "Replace the link by the file it points to");
        }
    }

    private static void entry(OutputStream out, String name, Path file) throws IOException {
        long size = Files.size(file);
        int mode = Files.isExecutable(file) ? 0755 : 0644;
        byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > 100 || !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
            byte[] record = paxRecord(name);
            out.write(header("pax-header".getBytes(StandardCharsets.US_ASCII), record.length, 0644, 'x'));
            out.write(record);
            pad(out, record.length);
        }
        out.write(header(Arrays.copyOf(encoded, Math.min(encoded.length, 100)), size, mode, '0'));
        long copied = Files.copy(file, out);
        if (copied != size) {
            throw new IOException(name + " changed while it was read");
        }
        pad(out, size);
    }

    /** {@code "<length> path=<name>\n"}, where the length counts its own digits. */
    private static byte[] paxRecord(String name) {
        String rest = " path=" + name + "\n";
        int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
        int length = bytes;
        while (Integer.toString(length).length() + bytes != length) {
            length = Integer.toString(length).length() + bytes;
        }
        return (length + rest).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] header(byte[] name, long size, int mode, char type) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(name, 0, header, 0, name.length);
        octal(header, 100, 8, mode);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, size);
        octal(header, 136, 12, 0);
        Arrays.fill(header, 148, 156, (byte) ' ');
        header[156] = (byte) type;
        put(header, 257, "ustar\00000");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xFF;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    private static void octal(byte[] header, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        put(header, at, "0".repeat(width - 1 - digits.length()) + digits + "\0");
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static void pad(OutputStream out, long written) throws IOException {
        int over = (int) (written % BLOCK);
        if (over > 0) {
            out.write(new byte[BLOCK - over]);
        }
    }
}
