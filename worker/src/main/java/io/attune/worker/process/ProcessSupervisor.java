package io.attune.worker.process;

import java.io.IOException;
import java.nio.file.Path;

/** Runs commands. Thread-safe. */
public interface ProcessSupervisor extends AutoCloseable {
    /**
     * @param runs directory below which every run has its temporary directory; removed when this process dies, and on close
     * @throws IOException when this machine does not let us start processes
     */
    static ProcessSupervisor open(Path runs) throws IOException {
        var posix = Posix.load();
        return posix == null ? new PortableSupervisor() : new LinuxSupervisor(posix, runs);
    }

    /**
     * Runs one command to its end; the calling thread is occupied meanwhile, and must be a platform thread. When the command is over,
     * whatever it left behind in its session is killed too. After a stop (signal or time-out) that includes processes which left the session.
     *
     * @throws IOException when the command cannot be started; the message names the reason
     */
    default ProcessEnd run(ProcessSpec spec, OutputSink stdout, OutputSink stderr, StopSignal stop) throws IOException {
        return run(spec, stdout, stderr, stop, Attendant.NONE);
    }

    /** As {@link #run(ProcessSpec, OutputSink, OutputSink, StopSignal)}, with somebody who stands by meanwhile. */
    ProcessEnd run(ProcessSpec spec, OutputSink stdout, OutputSink stderr, StopSignal stop, Attendant attendant)
            throws IOException;

    /** Ends whatever still runs. */
    @Override
    void close();
}
