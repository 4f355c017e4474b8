package io.attune.worker.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One command to run.
 *
 * @param command program (absolute path) and arguments
 * @param environment the whole environment; nothing is inherited
 * @param directory to run in; must exist
 * @param temporaryDirectory of this run alone; its path is in {@code TMPDIR}, by which processes that left the session are found
 * @param standardInput written and closed; not copied
 * @param script readable by the command as {@link #SCRIPT_PATH}, or null; not copied
 * @param timeout after which the command is stopped
 * @param grace between the request to stop and the kill
 * @param monitor what a program that only sets up a sandbox and waits for the command reads from {@link #monitorDescriptor}; null when there
 *     is none; not copied
 */
@SuppressWarnings("ArrayRecordComponent")
public record ProcessSpec(
        List<String> command,
        Map<String, String> environment,
        Path directory,
        Path temporaryDirectory,
        byte[] standardInput,
        byte @Nullable [] script,
        Duration timeout,
        Duration grace,
        byte @Nullable [] monitor) {
    /** Where the command finds {@link #script}; it should close descriptor {@link #SCRIPT_DESCRIPTOR} once it has opened this. */
    public static final String SCRIPT_PATH = "/dev/fd/3";

    public static final int SCRIPT_DESCRIPTOR = 3;

    /** Whether a program waits for the command: requests to stop are for the command alone, and an exit code above 128 tells of a signal. */
    boolean monitored() {
        return monitor != null;
    }

    /** The first that the command itself does not use; whoever reads it should close it then. */
    public int monitorDescriptor() {
        return script == null ? SCRIPT_DESCRIPTOR : SCRIPT_DESCRIPTOR + 1;
    }

    /**
     * The same, started by a program that waits for the command. It must not live by what the command is given, as a variable that loads a
     * library: its own environment is {@code own}, and the command's is for it to set up.
     */
    public ProcessSpec behind(List<String> program, byte[] told, Map<String, String> own) {
        return new ProcessSpec(
                program, own, directory, temporaryDirectory, standardInput, script, timeout, grace, told);
    }
}
