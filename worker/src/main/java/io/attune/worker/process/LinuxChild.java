package io.attune.worker.process;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One process and its pipes: a single thread sees input, both outputs, the end and the clock by {@code poll}. Owned by that thread, but
 * for {@link #signal}.
 */
final class LinuxChild {
    private static final int BUFFER = 64 << 10;
    private static final int ENTRY = 8;
    private static final int CLOSED = -1;
    /** Both outputs, the end of the process, its input. */
    private static final int WATCHED = 4;

    /** A stop requested by another thread sends its signal at once; this bounds only how late the kill may follow. */
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long output may follow the end of the command, from helpers such as {@code > >(tee file)}. */
    private static final long DRAIN = TimeUnit.MILLISECONDS.toNanos(500);

    /** Plus the number of the signal: how a monitor tells that one ended the command. */
    private static final int SIGNALLED = 128;

    private static final ThreadLocal<byte[]> CHUNK = ThreadLocal.withInitial(() -> new byte[BUFFER]);

    private final Posix posix;
    private final Watchdog watchdog;
    private final Arena arena;
    private final MemorySegment errors;
    private final ProcessSpec spec;
    private final Attendant attendant;
    private final Feed input;
    private final int pid;
    private final MemorySegment buffer;
    private final MemorySegment entries;
    private int stdout;
    private int stderr;
    private int end = CLOSED;
    /** Guarded by this: a process id may belong to somebody else once it is reaped. */
    private boolean reaped;

    private LinuxChild(
            Posix posix,
            Watchdog watchdog,
            Arena arena,
            ProcessSpec spec,
            Attendant attendant,
            int pid,
            Feed input,
            int stdout,
            int stderr) {
        this.posix = posix;
        this.watchdog = watchdog;
        this.arena = arena;
        this.errors = Posix.errorCell(arena);
        this.spec = spec;
        this.attendant = attendant;
        this.pid = pid;
        this.input = input;
        this.stdout = stdout;
        this.stderr = stderr;
        this.buffer = arena.allocate(BUFFER);
        this.entries = arena.allocate(WATCHED * (long) ENTRY, ENTRY);
    }

    static LinuxChild start(Posix posix, Watchdog watchdog, Arena arena, ProcessSpec spec, Attendant attendant)
            throws IOException {
        var errors = Posix.errorCell(arena);
        var ours = new ArrayList<Integer>();
        var theirs = new ArrayList<Integer>();
        Feed input = null;
        try {
            var inputPipe = posix.pipe(arena, errors);
            theirs.add(inputPipe.readEnd());
            input = new Feed(posix, errors, inputPipe.writeEnd(), spec.standardInput(), attendant);
            for (int output = 0; output < 2; output++) {
                var pipe = posix.pipe(arena, errors);
                ours.add(pipe.readEnd());
                theirs.add(pipe.writeEnd());
            }
            byte[] text = spec.script();
            if (text != null) {
                // Not a pipe: a shell reads those byte by byte, lest it takes what belongs to its children.
                theirs.add(posix.file(arena, errors, text));
            }
            byte[] told = spec.monitor();
            if (told != null) {
                theirs.add(posix.file(arena, errors, told));
            }
            int pid = posix.spawn(
                    arena,
                    spec.command(),
                    spec.environment().entrySet().stream()
                            .map(variable -> variable.getKey() + "=" + variable.getValue())
                            .toList(),
                    spec.directory().toString(),
                    theirs.stream().mapToInt(Integer::intValue).toArray());
            watchdog.watch(pid);
            return new LinuxChild(posix, watchdog, arena, spec, attendant, pid, input, ours.get(0), ours.get(1));
        } catch (IOException | RuntimeException e) {
            if (input != null) {
                input.close();
            }
            ours.forEach(posix::close);
            throw e;
        } finally {
            theirs.forEach(posix::close);
        }
    }

    /** Signals everything in the process group, unless it is over. */
    synchronized void signal(int signal) {
        if (!reaped) {
            posix.kill(-pid, signal);
        }
    }

    /** Asks the command to stop. A monitor in front of it must live on, to tell how the command ended. */
    private synchronized void askToStop() {
        if (reaped) {
            return;
        }
        var members = spec.monitored() ? Leftovers.ofGroup(pid) : List.<Long>of();
        if (members.isEmpty()) {
            signal(Posix.SIGTERM);
        } else {
            members.forEach(member -> posix.kill(member.intValue(), Posix.SIGTERM));
        }
    }

    ProcessEnd superviseToTheEnd(OutputSink out, OutputSink err, StopSignal stop) throws IOException {
        boolean timedOut;
        try {
            end = posix.watch(errors, pid);
            attendant.started(pid);
            input.write();
            stop.onRequest(this::askToStop);
            timedOut = follow(out, err, stop);
        } catch (IOException | RuntimeException e) {
            closeAndReap();
            throw e;
        }
        int status = closeAndReap();
        if (timedOut) {
            return new ProcessEnd(-1, true, 0);
        }
        int signal = status < 0 ? -status : spec.monitored() ? signalTold(status) : 0;
        return new ProcessEnd(signal > 0 ? -1 : status, false, signal);
    }

    private static int signalTold(int exitCode) {
        int signal = exitCode - SIGNALLED;
        return signal <= Posix.LAST_SIGNAL ? Math.max(0, signal) : 0;
    }

    /** Moves bytes until the process is over and its output read; answers whether its time was up. */
    private boolean follow(OutputSink out, OutputSink err, StopSignal stop) throws IOException {
        long start = System.nanoTime();
        long timeout = spec.timeout().toNanos();
        long grace = spec.grace().toNanos();
        boolean timedOut = false;
        long stopping = Long.MAX_VALUE;
        long ended = Long.MAX_VALUE;
        while (true) {
            long now = System.nanoTime() - start;
            if (stopping == Long.MAX_VALUE && stop.reason() != null) {
                // The signal is on its way already, and may even have ended the process.
                stopping = now;
            }
            if (ended == Long.MAX_VALUE) {
                if (stopping == Long.MAX_VALUE && now >= timeout) {
                    timedOut = true;
                    stopping = now;
                    askToStop();
                } else if (stopping != Long.MAX_VALUE && now - stopping >= grace) {
                    signal(Posix.SIGKILL);
                }
            } else if (stopping == Long.MAX_VALUE
                    ? (stdout == CLOSED && stderr == CLOSED) || now - ended >= DRAIN
                    : now - stopping >= grace || !Leftovers.exist(pid, spec.temporaryDirectory())) {
                // A stopped command may be survived by children that still clean up: they have the same time.
                break;
            }
            boolean waiting = stopping == Long.MAX_VALUE && ended == Long.MAX_VALUE;
            awaitChange(Math.min(TICK, waiting ? timeout - now : TICK));
            stdout = transfer(0, stdout, out);
            stderr = transfer(1, stderr, err);
            if (ended == Long.MAX_VALUE && happened(2)) {
                ended = System.nanoTime() - start;
                posix.close(end);
                end = CLOSED;
                input.close();
            }
            if (happened(3)) {
                input.write();
            } else {
                input.askForMore();
            }
        }
        if (stopping != Long.MAX_VALUE) {
            Leftovers.kill(pid, spec.temporaryDirectory());
        }
        return timedOut;
    }

    private void awaitChange(long nanoseconds) throws IOException {
        want(0, stdout, Posix.POLLIN);
        want(1, stderr, Posix.POLLIN);
        want(2, end, Posix.POLLIN);
        want(3, input.waitsFor(), Posix.POLLOUT);
        // Rounded up, lest the last part of a millisecond is waited for in a busy loop.
        int milliseconds = (int) Math.max(0, nanoseconds / 1_000_000 + 1);
        posix.poll(errors, entries, WATCHED, milliseconds);
    }

    /** A negative descriptor is ignored by {@code poll}. */
    private void want(int entry, int descriptor, short events) {
        entries.set(JAVA_INT, (long) entry * ENTRY, descriptor);
        entries.set(JAVA_SHORT, (long) entry * ENTRY + 4, events);
        entries.set(JAVA_SHORT, (long) entry * ENTRY + 6, (short) 0);
    }

    private boolean happened(int entry) {
        return entries.get(JAVA_SHORT, (long) entry * ENTRY + 6) != 0;
    }

    private int transfer(int entry, int descriptor, OutputSink sink) throws IOException {
        if (descriptor == CLOSED || !happened(entry)) {
            return descriptor;
        }
        int count = posix.read(errors, descriptor, buffer);
        if (count == 0) {
            posix.close(descriptor);
            return CLOSED;
        }
        byte[] chunk = CHUNK.get();
        MemorySegment.copy(buffer, JAVA_BYTE, 0, chunk, 0, count);
        sink.accept(chunk, count);
        return descriptor;
    }

    /**
     * Ends what the command left in its group, and forgets it. The zombie keeps the number taken until it is reaped, so that neither this
     * kill nor one of the watchdog can meet a stranger.
     */
    private int closeAndReap() throws IOException {
        input.close();
        for (int descriptor : new int[] {stdout, stderr, end}) {
            if (descriptor != CLOSED) {
                posix.close(descriptor);
            }
        }
        signal(Posix.SIGKILL);
        watchdog.forget(pid);
        synchronized (this) {
            reaped = true;
        }
        return posix.reap(arena, errors, pid);
    }

    /** Bytes on their way into the process, as fast as it takes them. */
    private static final class Feed {
        private final Posix posix;
        private final MemorySegment errors;
        private final Attendant attendant;
        private MemorySegment bytes;
        private long sent;
        private int descriptor;

        Feed(Posix posix, MemorySegment errors, int descriptor, byte[] bytes, Attendant attendant) throws IOException {
            this.posix = posix;
            this.errors = errors;
            this.attendant = attendant;
            this.bytes = copy(bytes);
            this.descriptor = descriptor;
            posix.writeWithoutWaiting(errors, descriptor);
        }

        /** Not in the arena of the child: one that lives long is told much, and what was sent need not stay. */
        private static MemorySegment copy(byte[] text) {
            var copy = Arena.ofAuto().allocate(Math.max(1, text.length)).asSlice(0, text.length);
            MemorySegment.copy(text, 0, copy, JAVA_BYTE, 0, text.length);
            return copy;
        }

        /** The descriptor to watch; one with room while there is nothing to send would be reported at once, again and again. */
        int waitsFor() {
            return sent < bytes.byteSize() ? descriptor : CLOSED;
        }

        void askForMore() {
            if (descriptor != CLOSED && sent == bytes.byteSize()) {
                attendant.moreInput().ifPresent(more -> {
                    bytes.fill((byte) 0);
                    bytes = copy(more);
                    sent = 0;
                    write();
                });
            }
        }

        /** Sends what fits; closes when all is sent, and when the process reads no more: whether that matters, its exit code says. */
        void write() {
            if (descriptor == CLOSED) {
                return;
            }
            if (sent < bytes.byteSize()) {
                long count = posix.write(errors, descriptor, bytes.asSlice(sent));
                if (count < 0) {
                    close();
                    return;
                }
                sent += count;
            }
            if (sent == bytes.byteSize() && !attendant.keepsInputOpen()) {
                close();
            }
        }

        void close() {
            if (descriptor != CLOSED) {
                posix.close(descriptor);
                descriptor = CLOSED;
            }
            bytes.fill((byte) 0);
        }
    }
}
