package io.attune.server.audit;

import io.attune.store.audit.AuditEntry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Records of requests on their way to the database. Bounded: who wants to add something later reserves a place now, and does nothing
 * when there is none.
 */
@Singleton
class RecordQueue {
    /** Requests under way, the live streams among them, and records that wait. */
    private static final int PLACES = 16_384;

    private final Semaphore places;
    private final BlockingQueue<List<AuditEntry>> waiting = new LinkedBlockingQueue<>();

    @Inject
    RecordQueue() {
        this(PLACES);
    }

    RecordQueue(int places) {
        this.places = new Semaphore(places);
    }

    /** @return false when too much waits already; else the place is used by {@link #add} or given back */
    boolean reserve() {
        return places.tryAcquire();
    }

    void giveBack() {
        places.release();
    }

    /** What one request left, into the place it reserved. */
    void add(List<AuditEntry> records) {
        waiting.add(records);
    }

    /**
     * What up to {@code most} requests left, as soon as there is so much or {@code millis} are over since the first; nothing when
     * nothing comes. It keeps its places until {@link #stored}.
     */
    List<List<AuditEntry>> take(int most, long millis) throws InterruptedException {
        List<List<AuditEntry>> taken = new ArrayList<>();
        var next = waiting.poll(millis, TimeUnit.MILLISECONDS);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (next != null) {
            taken.add(next);
            next = taken.size() < most ? waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) : null;
        }
        return taken;
    }

    void stored(List<List<AuditEntry>> taken) {
        places.release(taken.size());
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }
}
