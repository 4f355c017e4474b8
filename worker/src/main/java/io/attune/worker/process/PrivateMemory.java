package io.attune.worker.process;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import java.util.NoSuchElementException;
import java.util.Set;

/**
 * Closes this process to the others of its user (SEC-16): actions run as the same user, and would else read the keys of the platform from
 * {@code /proc/<pid>/environ} or {@code /proc/<pid>/mem}. Two locks, since root opens the first: the kernel denies access to what is
 * in memory, and the values of the variables that this process was started with are wiped. Java code still sees those; processes that
 * we start get what we give them.
 */
@SuppressWarnings("restricted") // Calling C is its purpose; the launcher and the manifest enable native access.
public final class PrivateMemory {
    private static final int PR_SET_DUMPABLE = 4;

    /** What native code may ask for again, and no secret: the C library, the linker, and the JDK. */
    private static final Set<String> KEPT =
            Set.of("PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "LANG", "LANGUAGE", "TZ", "TMPDIR", "JAVA_HOME");

    private PrivateMemory() {}

    /** @return whether it worked; never on anything but Linux */
    public static boolean protect() {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            return false;
        }
        // From now on Java answers from its copy.
        var _ = System.getenv();
        try {
            var linker = Linker.nativeLinker();
            var names = linker.defaultLookup();
            wipeEnvironment(names);
            return becomeUnreadable(linker, names);
        } catch (UnsupportedOperationException | NoSuchElementException | IllegalCallerException e) {
            return false;
        }
    }

    private static boolean becomeUnreadable(Linker linker, SymbolLookup names) {
        var prctl = linker.downcallHandle(
                names.findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try {
            return (int) prctl.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("prctl", e);
        }
    }

    private static void wipeEnvironment(SymbolLookup names) {
        var variables = names.findOrThrow("environ")
                .reinterpret(ADDRESS.byteSize())
                .get(ADDRESS, 0)
                .reinterpret(Long.MAX_VALUE);
        for (long i = 0; !variables.getAtIndex(ADDRESS, i).equals(MemorySegment.NULL); i++) {
            wipe(variables.getAtIndex(ADDRESS, i).reinterpret(Long.MAX_VALUE));
        }
    }

    private static void wipe(MemorySegment variable) {
        // One character for each byte, whatever the bytes mean.
        var text = variable.getString(0, StandardCharsets.ISO_8859_1);
        int equals = text.indexOf('=');
        var name = equals < 0 ? "" : text.substring(0, equals);
        if (!KEPT.contains(name) && !name.startsWith("LC_") && !name.startsWith("LD_")) {
            variable.asSlice(equals + 1L, text.length() - equals - 1L).fill((byte) 0);
        }
    }
}
