package io.attune.server.drive.inquiry;

import io.attune.engine.inquiry.InquiryDecider;
import io.attune.model.id.InquiryId;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.drive.dispatch.DriverLoop;
import io.attune.server.drive.dispatch.InquiryEnds;
import io.attune.server.drive.dispatch.InquiryEnds.End;
import io.attune.store.SqlState;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.audit.Initiator;
import io.attune.store.inquiry.InquiryStore;
import io.attune.store.inquiry.LockedInquiry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends inquiries whose time is over. Every node with the role does so: each takes what no other has in hand, and an inquiry ends once.
 * Nothing is kept in memory that matters, so that a node that dies loses nothing.
 */
@Singleton
public final class InquiryDriver implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(InquiryDriver.class);

    private static final int BATCH = 200;
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    /** For what was asked meanwhile; well below the time that an end may be late. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    /** Until an inquiry that could not be ended is tried again. */
    private static final Duration POSTPONED = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final InquiryStore inquiries;
    private final InquiryEnds ends;
    private final Clock clock;
    private final DriverLoop loop = new DriverLoop("inquiries", this::endWhatIsDue);

    /** Used by the driver's thread. */
    private final Map<InquiryId, Instant> postponed = new HashMap<>();

    @Inject
    InquiryDriver(Transactions transactions, InquiryStore inquiries, InquiryEnds ends, Clock clock) {
        this.transactions = transactions;
        this.inquiries = inquiries;
        this.ends = ends;
        this.clock = clock;
    }

    @Override
    public int order() {
        return 500;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        loop.start();
    }

    /** @return for how long nothing is to be done */
    private Duration endWhatIsDue() {
        postponed.values().removeIf(until -> until.isBefore(clock.instant()));
        int taken;
        do {
            taken = endBatch();
        } while (taken == BATCH && !loop.isStopping());
        return transactions
                .engine(tx -> inquiries.untilNext(tx, postponed.keySet()))
                .filter(left -> left.compareTo(LONGEST_PAUSE) < 0)
                // What is due and was not taken is in somebody's hand.
                .map(left -> left.isZero() ? LONGEST_PAUSE.dividedBy(10) : left)
                .orElse(LONGEST_PAUSE);
    }

    private int endBatch() {
        Set<InquiryId> taken = new HashSet<>();
        try {
            transactions.engineTask(tx -> endDue(tx, BATCH, taken));
            return taken.size();
        } catch (RuntimeException e) {
            if (SqlState.isOutage(e)) {
                throw e;
            }
            log.atDebug().setCause(e).log("a batch of inquiries could not be ended and is tried one by one");
            return endOneByOne(taken.size());
        }
    }

    /** One of them is in the way of the others. */
    private int endOneByOne(int number) {
        for (int i = 0; i < number; i++) {
            Set<InquiryId> taken = new HashSet<>();
            try {
                transactions.engineTask(tx -> endDue(tx, 1, taken));
            } catch (RuntimeException e) {
                if (SqlState.isOutage(e)) {
                    throw e;
                }
                log.warn("an inquiry could not be ended, it is tried again inquiry={}", taken, e);
                taken.forEach(inquiry -> postponed.put(inquiry, clock.instant().plus(POSTPONED)));
            }
        }
        return number;
    }

    private void endDue(Tx tx, int limit, Set<InquiryId> taken) {
        List<End> due = new ArrayList<>();
        for (LockedInquiry locked : inquiries.lockDue(tx, postponed.keySet(), limit)) {
            taken.add(locked.inquiry().id());
            InquiryDecider.expire(ends.standing(tx, locked), locked.now())
                    .ifPresent(ending -> due.add(new End(locked, ending, null)));
        }
        ends.end(tx, due, Initiator.PLATFORM);
    }

    @Override
    public void stop() {
        loop.stop(STOP_WITHIN);
    }
}
