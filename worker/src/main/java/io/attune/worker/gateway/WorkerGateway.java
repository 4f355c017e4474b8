package io.attune.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.execution.LogStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * All that a worker can ask of the platform (design.md §2). Calls block; a caller may use virtual threads.
 *
 * <p>Every call throws {@link GatewayUnavailableException} when the platform cannot be reached or cannot store what it was told; the
 * caller then repeats it. All calls are idempotent: repeating one that did arrive changes nothing.
 */
public interface WorkerGateway {
    /**
     * Introduces this worker, by its unique name. A known name keeps its id; runs of an earlier incarnation are then settled by
     * the platform (runtime.md FIX-19).
     */
    WorkerSession register(WorkerRegistration registration);

    /**
     * Takes runs that fit this worker, waiting up to {@code wait} for the first: up to {@code max} that need a process, and besides up to
     * {@code maxInternal} of runtime {@code internal}, which cost the worker next to nothing and are best handed over in large batches.
     * Runs come in status {@code scheduled}, except those whose {@link LeasedRun#started()} is true: these need no {@link #started} call.
     * A worker makes one call at a time for each of the two kinds: a new one ends an earlier one, whose connection must have broken.
     */
    List<LeasedRun> lease(WorkerSession session, int max, int maxInternal, Duration wait);

    /**
     * Reports that the process of each run is about to start: {@code scheduled → running}.
     *
     * @return the ids of those that may really start; the others were cancelled or given to somebody else meanwhile
     */
    Set<Long> started(WorkerSession session, List<Long> executions);

    /**
     * Adds output to a run's log. {@code offset} is the number of bytes sent before for this stream. When an answer was lost, the piece is
     * repeated from the same offset, by another call or in the report, and may have grown: the longer one then replaces the shorter.
     */
    void appendLog(WorkerSession session, long execution, LogStream stream, long offset, byte[] bytes);

    /** Reports ends. A late report, after the platform settled the run otherwise, is dropped silently. */
    void complete(WorkerSession session, List<RunReport> reports);

    /** Says that this worker lives and what it does; answers what it must stop, in case a signal was lost. */
    HeartbeatAnswer heartbeat(WorkerSession session, Heartbeat heartbeat);

    /** Waits up to {@code wait} for runs of this worker that must be cancelled, and returns their ids. */
    Set<Long> awaitCancellations(WorkerSession session, Duration wait);

    /** The files of a pack as a gzipped tar, for workers that do not share the pack directory. */
    InputStream packArchive(WorkerSession session, String packRef) throws IOException;

    /** Says goodbye: takes no new work and lets the platform hand out what was leased and never started. */
    void deregister(WorkerSession session);

    /**
     * @param incarnation random text, new at each start of the worker process
     * @param slots how many runs it takes at the same time
     * @param capabilities runtimes, versions, labels, taints in the shape of runtime.md §1.3 {@code worker.capabilities}
     * @param inProcess whether it lives inside the server (shares its pack directory)
     */
    record WorkerRegistration(
            String name,
            String workerType,
            String host,
            String incarnation,
            int slots,
            JsonNode capabilities,
            boolean inProcess) {}

    /** @param heartbeatInterval how often the platform wants to hear from this worker */
    record WorkerSession(long workerId, String name, String incarnation, Duration heartbeatInterval) {}

    record Heartbeat(int running, int queueDepth) {}

    /** @param reregister whether the platform does not know this session any more; the worker registers anew */
    record HeartbeatAnswer(Set<Long> cancellations, boolean reregister) {}
}
