package io.attune.store.execution;

import static io.attune.store.schema.Tables.EXECUTION;

import io.attune.store.Tx;
import jakarta.inject.Singleton;

/** Answers whether a run still lives: its token dies with it (SEC-12). */
@Singleton
public final class LiveExecutions {
    public boolean isLive(Tx tx, long execution) {
        return tx.sql().fetchExists(EXECUTION, EXECUTION.ID.eq(execution).and(EXECUTION.ENDED_AT.isNull()));
    }
}
