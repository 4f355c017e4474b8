package io.attune.cli.pack;

import io.attune.cli.client.Body;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The form that {@code POST /packs/upload} takes: the archive as {@code pack}, then the flags. */
final class PackUploadBody implements Body.Streamed {
    private static final String BOUNDARY = "attune-pack-upload-5f1d8c2b9e";

    private final Path archive;
    private final byte[] head;
    private final byte[] tail;

    PackUploadBody(Path archive, boolean force, boolean skipTests) {
        this.archive = archive;
        this.head = ("--" + BOUNDARY + "\r\n"
                        + "Content-Disposition: form-data; name=\"pack\"; filename=\"pack.tar.gz\"\r\n"
                        + "Content-Type: application/gzip\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.tail = ("\r\n" + field("force", force) + field("skip_tests", skipTests) + "--" + BOUNDARY + "--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String field(String name, boolean value) {
        return "--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    @Override
    public String contentType() {
        return "multipart/form-data; boundary=" + BOUNDARY;
    }

    @Override
    public long length() throws IOException {
        return head.length + Files.size(archive) + tail.length;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(head);
        Files.copy(archive, out);
        out.write(tail);
    }
}
