package io.attune.worker.output;

import io.attune.model.execution.LogStream;
import io.attune.worker.gateway.GatewayRefusedException;
import io.attune.worker.gateway.GatewayUnavailableException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the output of running processes to their logs while they run, all of it every 100 ms. What is still unsent when a run ends travels
 * with its report, so that a short run costs no call of its own. Thread-safe.
 */
public final class LiveLogs implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLogs.class);
    private static final long INTERVAL_MILLISECONDS = 100;
    private static final int LARGEST_PIECE = 1 << 20;

    /** Where pieces go: see {@link io.attune.worker.gateway.WorkerGateway#appendLog}. */
    @FunctionalInterface
    public interface Log {
        void append(long execution, LogStream stream, long offset, byte[] bytes);
    }

    private final Log log;
    private final Map<Long, Followed> followed = new ConcurrentHashMap<>();
    private final Thread sender;

    public LiveLogs(Log log) {
        this.log = log;
        this.sender = Thread.ofVirtual().name("attune-live-logs").start(this::sendUntilClosed);
    }

    /** Begins to send a run's output. */
    public void follow(long execution, RunOutput output) {
        followed.put(execution, new Followed(output));
    }

    /** Ends it; afterwards nothing of this run is under way, and {@link CapturedStream#unsent} is final. */
    public void leave(long execution) {
        var run = followed.remove(execution);
        if (run != null) {
            run.end();
        }
    }

    private void sendUntilClosed() {
        try {
            while (true) {
                Thread.sleep(INTERVAL_MILLISECONDS);
                followed.forEach(this::send);
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void send(long execution, Followed run) {
        try {
            run.send(execution);
        } catch (GatewayUnavailableException e) {
            LOG.debug("live output waits for the platform", e);
        } catch (GatewayRefusedException e) {
            // The report repeats what is unsent, and is answered with more care.
            run.end();
            LOG.warn("live output refused execution={}", execution, e);
        } catch (RuntimeException e) {
            LOG.warn("live output not sent execution={}", execution, e);
        }
    }

    @Override
    public void close() {
        sender.interrupt();
    }

    /** One run. Its monitor is held while a piece is under way, so that the end waits for the answer. */
    private final class Followed {
        private final RunOutput output;
        private boolean ended;

        Followed(RunOutput output) {
            this.output = output;
        }

        synchronized void end() {
            ended = true;
        }

        synchronized void send(long execution) {
            if (!ended) {
                send(execution, output.stdout());
                send(execution, output.stderr());
            }
        }

        private void send(long execution, CapturedStream stream) {
            var piece = stream.unsent(LARGEST_PIECE);
            if (piece.bytes().length > 0) {
                log.append(execution, stream.name(), piece.offset(), piece.bytes());
                stream.acknowledge(piece);
            }
        }
    }
}
