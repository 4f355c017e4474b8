package io.attune.store.ageing;

import io.attune.model.WireEnum;
import java.util.List;

/** What can be made older: rows by the names of their retention targets (api-ops.md §5), and the signs of life of workers and leases. */
public enum Ageable implements WireEnum {
    EVENTS("event", "", "created"),
    ENFORCEMENTS("enforcement", "", "created, resolved_at"),
    EXECUTIONS("execution", "", "created, updated, started_at, ended_at"),
    WORKERS("worker", "", "created, updated, last_heartbeat"),
    WORKER_HEARTBEAT("worker", "", "last_heartbeat"),
    /** Of executions that a worker holds and has not started. */
    LEASE("execution", "status = 'scheduled'", "updated");

    private final String table;
    private final String condition;
    private final String times;

    Ageable(String table, String condition, String times) {
        this.table = table;
        this.condition = condition;
        this.times = times;
    }

    String table() {
        return table;
    }

    /** Which rows of the table are meant; empty for all. */
    String condition() {
        return condition;
    }

    /** The columns that move. */
    List<String> times() {
        return List.of(times.split(", ", -1));
    }
}
