package io.attune.worker.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The calls of the C library that {@link LinuxSupervisor} needs and the JDK does not offer: {@code posix_spawn} into a new session, pipes
 * that may be polled together with a process. Linux with glibc 2.34 or later; elsewhere {@link #load} gives null.
 */
@SuppressWarnings("restricted") // Calling C is its purpose; the launcher and the manifest enable native access.
final class Posix {
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;
    static final int LAST_SIGNAL = 64;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;

    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int MFD_CLOEXEC = 1;
    private static final int F_SETFL = 4;
    private static final int SEEK_SET = 0;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final short SPAWN_SETSIGDEF = 0x04;
    private static final short SPAWN_SETSIGMASK = 0x08;
    private static final short SPAWN_SETSID = 0x80;
    /** More than the C library's structures need on any 64-bit machine (80, 336 and 128 bytes). */
    private static final long OPAQUE = 512;

    private final MethodHandle spawn;
    private final MethodHandle actionsInit;
    private final MethodHandle actionsDestroy;
    private final MethodHandle actionsDup2;
    private final MethodHandle actionsChdir;
    private final MethodHandle actionsCloseFrom;
    private final MethodHandle attributesInit;
    private final MethodHandle attributesDestroy;
    private final MethodHandle attributesFlags;
    private final MethodHandle attributesMask;
    private final MethodHandle attributesDefault;
    private final MethodHandle sigfillset;
    private final MethodHandle sigemptyset;
    private final MethodHandle pidfdOpen;
    private final MethodHandle pipe2;
    private final MethodHandle memfdCreate;
    private final MethodHandle fcntl;
    private final MethodHandle lseek;
    private final MethodHandle read;
    private final MethodHandle write;
    private final MethodHandle close;
    private final MethodHandle poll;
    private final MethodHandle kill;
    private final MethodHandle waitpid;
    private final MethodHandle strerror;

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Posix(Linker linker, SymbolLookup names) {
        var int1 = FunctionDescriptor.of(JAVA_INT, ADDRESS);
        var int2 = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
        spawn = plain(
                linker,
                names,
                "posix_spawn",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
        actionsInit = plain(linker, names, "posix_spawn_file_actions_init", int1);
        actionsDestroy = plain(linker, names, "posix_spawn_file_actions_destroy", int1);
        actionsDup2 = plain(
                linker,
                names,
                "posix_spawn_file_actions_adddup2",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
        actionsChdir = plain(linker, names, "posix_spawn_file_actions_addchdir_np", int2);
        actionsCloseFrom = plain(
                linker,
                names,
                "posix_spawn_file_actions_addclosefrom_np",
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        attributesInit = plain(linker, names, "posix_spawnattr_init", int1);
        attributesDestroy = plain(linker, names, "posix_spawnattr_destroy", int1);
        attributesFlags =
                plain(linker, names, "posix_spawnattr_setflags", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
        attributesMask = plain(linker, names, "posix_spawnattr_setsigmask", int2);
        attributesDefault = plain(linker, names, "posix_spawnattr_setsigdefault", int2);
        sigfillset = plain(linker, names, "sigfillset", int1);
        sigemptyset = plain(linker, names, "sigemptyset", int1);
        strerror = plain(linker, names, "strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));
        pidfdOpen = failing(linker, names, "pidfd_open", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        pipe2 = failing(linker, names, "pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        memfdCreate = failing(linker, names, "memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        fcntl = linker.downcallHandle(
                names.findOrThrow("fcntl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
                Linker.Option.captureCallState("errno"),
                Linker.Option.firstVariadicArg(2));
        lseek = failing(linker, names, "lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
        read = failing(linker, names, "read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        write = failing(linker, names, "write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
        close = plain(linker, names, "close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
        poll = failing(linker, names, "poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        kill = plain(linker, names, "kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        waitpid = failing(linker, names, "waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    /** The calls, or null where one of them is missing. */
    static @Nullable Posix load() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return null;
        }
        try {
            var linker = Linker.nativeLinker();
            return new Posix(linker, linker.defaultLookup());
        } catch (UnsupportedOperationException | java.util.NoSuchElementException | IllegalCallerException e) {
            return null;
        }
    }

    private static MethodHandle plain(Linker linker, SymbolLookup names, String name, FunctionDescriptor shape) {
        return linker.downcallHandle(names.findOrThrow(name), shape);
    }

    private static MethodHandle failing(Linker linker, SymbolLookup names, String name, FunctionDescriptor shape) {
        return linker.downcallHandle(names.findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
    }

    /** Memory for the error number of calls made by one thread. */
    static MemorySegment errorCell(Arena arena) {
        return arena.allocate(CAPTURED);
    }

    private static int errno(MemorySegment errors) {
        return (int) ERRNO.get(errors, 0L);
    }

    /** The two ends of a pipe; both are closed on exec. */
    record Pipe(int readEnd, int writeEnd) {}

    Pipe pipe(Arena arena, MemorySegment errors) throws IOException {
        try {
            var ends = arena.allocate(JAVA_INT, 2);
            if ((int) pipe2.invokeExact(errors, ends, O_CLOEXEC) != 0) {
                throw failure("cannot make a pipe", errno(errors));
            }
            return new Pipe(ends.getAtIndex(JAVA_INT, 0), ends.getAtIndex(JAVA_INT, 1));
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** A file without a name that holds {@code content}, to be read from its beginning, closed on exec; gone when its last descriptor is. */
    int file(Arena arena, MemorySegment errors, byte[] content) throws IOException {
        int descriptor = -1;
        try {
            descriptor = (int) memfdCreate.invokeExact(errors, text(arena, "attune"), MFD_CLOEXEC);
            if (descriptor < 0) {
                throw failure("cannot make a file in memory", errno(errors));
            }
            var bytes = arena.allocate(Math.max(1, content.length));
            MemorySegment.copy(content, 0, bytes, JAVA_BYTE, 0, content.length);
            for (long written = 0; written < content.length; ) {
                long count = write(errors, descriptor, bytes.asSlice(written, content.length - written));
                if (count < 0) {
                    throw failure("cannot fill a file in memory", errno(errors));
                }
                written += count;
            }
            bytes.fill((byte) 0);
            if ((long) lseek.invokeExact(errors, descriptor, 0L, SEEK_SET) != 0) {
                throw failure("cannot rewind a file in memory", errno(errors));
            }
            return descriptor;
        } catch (Throwable e) {
            if (descriptor >= 0) {
                close(descriptor);
            }
            throw rethrow(e);
        }
    }

    /** Makes writes to {@code descriptor} return what fits. */
    void writeWithoutWaiting(MemorySegment errors, int descriptor) throws IOException {
        try {
            if ((int) fcntl.invokeExact(errors, descriptor, F_SETFL, O_NONBLOCK) != 0) {
                throw failure("cannot set up a pipe", errno(errors));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * Starts a program as leader of a new session, with default signal handling and no descriptors but those given.
     *
     * @param descriptors what becomes descriptor 0, 1, 2 …
     * @return its process id
     */
    int spawn(
            Arena arena,
            Collection<String> command,
            Collection<String> environment,
            String directory,
            int... descriptors)
            throws IOException {
        var actions = arena.allocate(OPAQUE);
        var attributes = arena.allocate(OPAQUE);
        var signals = arena.allocate(OPAQUE);
        var path = text(arena, command.iterator().next());
        try {
            check((int) actionsInit.invokeExact(actions));
            check((int) attributesInit.invokeExact(attributes));
            try {
                for (int target = 0; target < descriptors.length; target++) {
                    check((int) actionsDup2.invokeExact(actions, descriptors[target], target));
                }
                check((int) actionsCloseFrom.invokeExact(actions, descriptors.length));
                check((int) actionsChdir.invokeExact(actions, text(arena, directory)));
                check((int) sigemptyset.invokeExact(signals));
                check((int) attributesMask.invokeExact(attributes, signals));
                check((int) sigfillset.invokeExact(signals));
                check((int) attributesDefault.invokeExact(attributes, signals));
                check((int) attributesFlags.invokeExact(
                        attributes, (short) (SPAWN_SETSID | SPAWN_SETSIGMASK | SPAWN_SETSIGDEF)));
                var pid = arena.allocate(JAVA_INT);
                int error = (int) spawn.invokeExact(
                        pid, path, actions, attributes, texts(arena, command), texts(arena, environment));
                if (error != 0) {
                    throw failure("cannot start " + command.iterator().next(), error);
                }
                return pid.get(JAVA_INT, 0);
            } finally {
                check((int) attributesDestroy.invokeExact(attributes));
                check((int) actionsDestroy.invokeExact(actions));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private void check(int error) throws IOException {
        if (error != 0) {
            throw failure("cannot prepare a process", error);
        }
    }

    private static MemorySegment text(Arena arena, String value) {
        return arena.allocateFrom(value, StandardCharsets.UTF_8);
    }

    private static MemorySegment texts(Arena arena, Collection<String> values) {
        var array = arena.allocate(ADDRESS, values.size() + 1L);
        int index = 0;
        for (String value : values) {
            array.setAtIndex(ADDRESS, index++, text(arena, value));
        }
        array.setAtIndex(ADDRESS, index, MemorySegment.NULL);
        return array;
    }

    /** A descriptor that becomes readable when the process ends. */
    int watch(MemorySegment errors, int pid) throws IOException {
        try {
            int descriptor = (int) pidfdOpen.invokeExact(errors, pid, 0);
            if (descriptor < 0) {
                throw failure("cannot watch a process", errno(errors));
            }
            return descriptor;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Reads what is there; 0 at the end. Waits when nothing is there: call it after {@link #poll} only. */
    int read(MemorySegment errors, int descriptor, MemorySegment buffer) throws IOException {
        try {
            while (true) {
                long count = (long) read.invokeExact(errors, descriptor, buffer, buffer.byteSize());
                if (count >= 0) {
                    return (int) count;
                }
                if (errno(errors) != EINTR) {
                    throw failure("cannot read output", errno(errors));
                }
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Writes what fits now, perhaps nothing; −1 when the reader is gone. */
    long write(MemorySegment errors, int descriptor, MemorySegment bytes) {
        try {
            long count = (long) write.invokeExact(errors, descriptor, bytes, bytes.byteSize());
            if (count >= 0) {
                return count;
            }
            int error = errno(errors);
            return error == EAGAIN || error == EINTR ? 0 : -1;
        } catch (Throwable e) {
            throw new IllegalStateException("write", e);
        }
    }

    /** Waits for one of {@code count} descriptors of {@code entries} (struct pollfd), or for the time to pass. */
    void poll(MemorySegment errors, MemorySegment entries, int count, int milliseconds) throws IOException {
        try {
            int ready = (int) poll.invokeExact(errors, entries, (long) count, milliseconds);
            if (ready < 0 && errno(errors) != EINTR) {
                throw failure("cannot wait for a process", errno(errors));
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    void close(int descriptor) {
        try {
            int _ = (int) close.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close", e);
        }
    }

    /** Signals a process, or with a negative number the process group. One that is gone is no error. */
    void kill(int pid, int signal) {
        try {
            int _ = (int) kill.invokeExact(pid, signal);
        } catch (Throwable e) {
            throw new IllegalStateException("kill", e);
        }
    }

    /** Takes the end of a child: its exit code, or the negative number of the signal that ended it. Waits until it has ended. */
    int reap(Arena arena, MemorySegment errors, int pid) throws IOException {
        try {
            var status = arena.allocate(JAVA_INT);
            while ((int) waitpid.invokeExact(errors, pid, status, 0) < 0) {
                if (errno(errors) != EINTR) {
                    throw failure("cannot take the end of process " + pid, errno(errors));
                }
            }
            int value = status.get(JAVA_INT, 0);
            return (value & 0x7f) == 0 ? (value >> 8) & 0xff : -(value & 0x7f);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    private IOException failure(String what, int error) {
        try {
            var reason = (MemorySegment) strerror.invokeExact(error);
            return new IOException(what + ": " + reason.reinterpret(200).getString(0));
        } catch (Throwable e) {
            throw new IllegalStateException("strerror", e);
        }
    }

    private static IOException rethrow(Throwable e) {
        return switch (e) {
            case IOException world -> world;
            case RuntimeException bug -> throw bug;
            case Error fatal -> throw fatal;
            default -> throw new IllegalStateException(e);
        };
    }
}
