package io.attune.worker;

import io.attune.worker.gateway.WorkerGateway;
import io.attune.worker.gateway.WorkerGateway.WorkerRegistration;
import io.attune.worker.gateway.WorkerGateway.WorkerSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's session, made by whoever needs it first and made anew when the platform has lost it. The incarnation stays the same over
 * that: it is still the same process, with the same runs. Thread-safe.
 */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final WorkerGateway gateway;
    private final WorkerRegistration introduction;
    private @Nullable WorkerSession session;

    Registration(WorkerGateway gateway, WorkerRegistration introduction) {
        this.gateway = gateway;
        this.introduction = introduction;
    }

    /** @throws io.attune.worker.gateway.GatewayUnavailableException when there is no session and none can be had now */
    synchronized WorkerSession session() {
        var known = session;
        if (known == null) {
            known = gateway.register(introduction);
            session = known;
            LOG.info("worker registered name={} id={} slots={}", known.name(), known.workerId(), introduction.slots());
        }
        return known;
    }

    synchronized Optional<WorkerSession> known() {
        return Optional.ofNullable(session);
    }

    /** The platform does not know {@code lost} any more. */
    synchronized void lost(WorkerSession lost) {
        if (lost.equals(session)) {
            LOG.warn("the platform lost this worker's session, registering anew name={}", lost.name());
            session = null;
        }
    }
}
