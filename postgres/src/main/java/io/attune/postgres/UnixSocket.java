package io.attune.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Socket} over a Unix domain {@link SocketChannel}: what pgjdbc needs of one, and no more.
 *
 * <p>The channel never blocks; waiting is done by a {@link Selector} for each direction. That gives the two things a
 * blocking channel lacks: reads with a timeout that lose no byte, and threads that survive an interrupt (a blocking
 * channel is closed by it, also when the flag was set long before, and a transaction would die for nothing). Selectors
 * release the carrier when a virtual thread waits in them.
 *
 * <p>One thread may read while another writes, and any thread may close; a thread waiting in here then gets a {@link
 * SocketException}.
 */
final class UnixSocket extends Socket {

    /** A larger array is moved in pieces: the JDK copies each piece through a direct buffer of its size. */
    private static final int PIECE = 64 * 1024;

    private final UnixDomainSocketAddress address;
    private final SocketChannel channel;
    private final Readiness readable;
    private final Readiness writable;
    private final InputStream input = new ChannelInput();
    private final OutputStream output = new ChannelOutput();
    private volatile int soTimeout;

    UnixSocket(Path path) throws IOException {
        address = UnixDomainSocketAddress.of(path);
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        readable = new Readiness(channel, SelectionKey.OP_READ);
        writable = new Readiness(channel, SelectionKey.OP_WRITE);
    }

    /** Connects to the path given at creation. Unix sockets connect or fail at once, so the timeout has no use. */
    @Override
    public void connect(@Nullable SocketAddress ignored, int timeout) throws IOException {
        try {
            channel.connect(address);
            channel.configureBlocking(false);
        } catch (ClosedChannelException e) {
            throw closed(e);
        } catch (IOException e) {
            throw new SocketException("cannot connect to " + address + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void connect(@Nullable SocketAddress ignored) throws IOException {
        connect(ignored, 0);
    }

    @Override
    public InputStream getInputStream() {
        return input;
    }

    @Override
    public OutputStream getOutputStream() {
        return output;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout must not be negative: " + millis);
        }
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        soTimeout = millis;
    }

    @Override
    public int getSoTimeout() {
        return soTimeout;
    }

    @Override
    public void close() throws IOException {
        // The channel first, so that a thread woken by its selector finds the channel closed and not a silent wake-up.
        try (writable;
                readable) {
            channel.close();
        }
    }

    @Override
    public void shutdownInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isBound() {
        return channel.isConnected();
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return false;
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        // pgjdbc casts the answer when it builds the address for a query cancellation.
        return InetSocketAddress.createUnresolved("localhost", 5432);
    }

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return 5432;
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return bufferSize(StandardSocketOptions.SO_SNDBUF);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return bufferSize(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        setBufferSize(StandardSocketOptions.SO_SNDBUF, size);
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        setBufferSize(StandardSocketOptions.SO_RCVBUF, size);
    }

    // Options of TCP that pgjdbc sets without asking; a Unix socket has nothing they could change.

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return false;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    private int bufferSize(java.net.SocketOption<Integer> option) throws SocketException {
        try {
            return channel.getOption(option);
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    private void setBufferSize(java.net.SocketOption<Integer> option, int size) throws SocketException {
        try {
            channel.setOption(option, size);
        } catch (IOException e) {
            throw socketException(e);
        }
    }

    private static SocketException socketException(IOException e) {
        return e instanceof SocketException already ? already : new SocketException(e.getMessage(), e);
    }

    private static SocketException closed(Exception cause) {
        return new SocketException("Socket is closed", cause);
    }

    private final class ChannelInput extends InputStream {

        private final byte[] single = new byte[1];

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (length == 0) {
                return 0;
            }
            var piece = ByteBuffer.wrap(target, offset, Math.min(length, PIECE));
            try {
                var count = channel.read(piece);
                while (count == 0) {
                    if (!readable.await(soTimeout)) {
                        throw new SocketTimeoutException("Read timed out");
                    }
                    count = channel.read(piece);
                }
                return count;
            } catch (ClosedChannelException | ClosedSelectorException e) {
                throw closed(e);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    private final class ChannelOutput extends OutputStream {

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, source.length);
            try {
                var written = 0;
                while (written < length) {
                    var piece = ByteBuffer.wrap(source, offset + written, Math.min(length - written, PIECE));
                    var count = channel.write(piece);
                    if (count == 0) {
                        writable.await(0);
                    }
                    written += count;
                }
            } catch (ClosedChannelException | ClosedSelectorException e) {
                throw closed(e);
            }
        }

        @Override
        public void close() throws IOException {
            UnixSocket.this.close();
        }
    }

    /** Waits until the channel can be read from, or written to. The selector is opened when first needed. */
    private static final class Readiness implements AutoCloseable {

        private final SocketChannel channel;
        private final int operation;
        private @Nullable Selector selector; // guarded by this
        private boolean closed; // guarded by this

        Readiness(SocketChannel channel, int operation) {
            this.channel = channel;
            this.operation = operation;
        }

        /**
         * @param timeoutMillis 0 waits without a limit
         * @return false when the time ran out
         */
        boolean await(int timeoutMillis) throws IOException {
            var open = open();
            var deadline = System.nanoTime() + timeoutMillis * 1_000_000L;
            var interrupted = false;
            try {
                while (true) {
                    var left = 0L;
                    if (timeoutMillis > 0) {
                        // Rounded up: 0 would mean "no limit".
                        left = Math.ceilDiv(deadline - System.nanoTime(), 1_000_000L);
                        if (left <= 0) {
                            return false;
                        }
                    }
                    open.select(left);
                    if (!open.selectedKeys().isEmpty()) {
                        open.selectedKeys().clear();
                        return true;
                    }
                    if (!channel.isOpen()) {
                        throw new ClosedChannelException();
                    }
                    // An interrupt makes select return at once; the flag is put back when the wait is over.
                    interrupted |= Thread.interrupted();
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized Selector open() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            var existing = selector;
            if (existing != null) {
                return existing;
            }
            var opened = Selector.open();
            try {
                channel.register(opened, operation);
            } catch (ClosedChannelException e) {
                opened.close();
                throw e;
            }
            selector = opened;
            return opened;
        }

        @Override
        public synchronized void close() throws IOException {
            closed = true;
            if (selector != null) {
                // Wakes a thread that waits, and lets the channel's descriptor go.
                selector.close();
            }
        }
    }
}
