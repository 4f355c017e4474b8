package io.attune.worker.sandbox;

import io.attune.worker.process.ProcessSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** How the processes of runs are kept from what is not theirs. Immutable. */
public sealed interface Sandbox permits Bubblewrap, Sandbox.ProcessLevel {
    /** What an operator may ask for. */
    enum Wanted {
        /** The strongest level that this machine allows. */
        AUTO,
        PROCESS,
        BUBBLEWRAP
    }

    /**
     * Finds out what this machine allows; takes some milliseconds.
     *
     * @param path the value of {@code PATH}
     * @throws SandboxUnavailableException when {@link Wanted#BUBBLEWRAP} is asked for and does not work here
     */
    static Sandbox find(Wanted wanted, String path, VisibleFiles visible) throws SandboxUnavailableException {
        return switch (wanted) {
            case PROCESS -> new ProcessLevel("chosen by the setting worker.sandbox", visible);
            case BUBBLEWRAP -> Bubblewrap.open(path, visible);
            case AUTO -> {
                try {
                    yield Bubblewrap.open(path, visible);
                } catch (SandboxUnavailableException e) {
                    yield new ProcessLevel(String.valueOf(e.getMessage()), visible);
                }
            }
        };
    }

    /** The word for the level: {@code process} or {@code bubblewrap}. */
    String level();

    /** Why it is this level, for operators. */
    String reason();

    /** What of the machine runs may be started from, whether or not they see more. */
    VisibleFiles visible();

    /** The process that runs the command confined. */
    ProcessSpec confine(ProcessSpec spec, Reach reach) throws IOException;

    /**
     * What a run or a sensor may see beside the system and its own temporary directory.
     *
     * @param pack the files of its pack, to be read
     * @param environments root of dependency environments, to be read
     * @param artifacts where artifacts go; the run finds its own temporary directory there
     * @param shared what it finds as {@code /tmp}: a directory that runs of its tenant share; made when it is not there yet
     * @param libraries what it needs beside that, such as the installation of its interpreter, to be read
     */
    record Reach(Optional<Path> pack, Path environments, Path artifacts, Path shared, List<Path> libraries) {}

    /**
     * What the supervisor gives every process: a session and an environment of its own, no descriptor of ours. It may read whatever the
     * account of the worker may.
     */
    record ProcessLevel(String reason, VisibleFiles visible) implements Sandbox {
        @Override
        public String level() {
            return "process";
        }

        @Override
        public ProcessSpec confine(ProcessSpec spec, Reach reach) {
            return spec;
        }
    }
}
