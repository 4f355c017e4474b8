package io.attune.worker.process;

import java.util.Optional;

/** Stands by a process that lives long: learns its number, and may go on talking to it. Called by the thread that supervises the process. */
public interface Attendant {
    /** For a process that reads its input and ends. */
    Attendant NONE = new Attendant() {
        @Override
        public void started(long pid) {}

        @Override
        public boolean keepsInputOpen() {
            return false;
        }

        @Override
        public Optional<byte[]> moreInput() {
            return Optional.empty();
        }
    };

    /** The process runs. */
    void started(long pid);

    /** Whether standard input stays open after what the process is given at its start. */
    boolean keepsInputOpen();

    /** The next bytes for standard input, asked for some times a second while it is open and all earlier ones were taken. */
    Optional<byte[]> moreInput();
}
