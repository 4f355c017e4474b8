package io.attune.e2e.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** HTTP/1.1 by hand, for requests that no well-behaved client sends. One connection; what is written goes out byte for byte. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.in = socket.getInputStream();
    }

    public static RawHttp connect(URI base) {
        try {
            var socket = new Socket(base.getHost(), base.getPort());
            socket.setSoTimeout((int) Duration.ofSeconds(60).toMillis());
            socket.setTcpNoDelay(true);
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One request on a connection of its own; lines are separated by CRLF, the last header ends with an empty line. */
    public static Answer exchange(URI base, String request) {
        try (var http = connect(base)) {
            http.write(request);
            return http.answer();
        }
    }

    public RawHttp write(String text) {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawHttp write(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the server still takes bytes; a client that is sent away before its body ended finds out here. */
    public boolean offer(byte[] bytes) {
        try {
            out.write(bytes);
            out.flush();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What came back. Header lines are as sent. */
    public record Answer(int status, List<String> headers, String body) {
        public List<String> header(String name) {
            var prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .toList();
        }
    }

    public Answer answer() {
        return answerIfAny()
                .orElseThrow(() -> new AssertionError("the server closed the connection without an answer"));
    }

    /** What came back before the server closed the connection; nothing if it only did that. */
    public Optional<Answer> answerIfAny() {
        try {
            var statusLine = line();
            if (statusLine.isEmpty()) {
                return Optional.empty();
            }
            int status = Integer.parseInt(statusLine.split(" ", 3)[1]);
            var headers = new ArrayList<String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                headers.add(line);
            }
            var head = new Answer(status, headers, "");
            return Optional.of(new Answer(status, headers, body(head)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String body(Answer head) throws IOException {
        if (head.status() < 200 || head.status() == 204 || head.status() == 304) {
            return "";
        }
        var length = head.header("Content-Length");
        if (!length.isEmpty()) {
            return new String(in.readNBytes(Integer.parseInt(length.getFirst())), StandardCharsets.UTF_8);
        }
        if (head.header("Transfer-Encoding").isEmpty()) {
            return "";
        }
        var bytes = new ByteArrayOutputStream();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            bytes.write(in.readNBytes(size));
            line();
        }
        line();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Whether the server has closed its side. Waits for it, within the time limit of the socket. */
    public boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException _) {
            // Nothing is wanted of it any more.
        }
    }
}
