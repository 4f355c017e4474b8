package io.attune.store;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's five-letter code of what went wrong, for those who decide by it whether to repeat, to refuse or to give up. */
public final class SqlState {
    private static final String DATA_EXCEPTION_CLASS = "22";

    /** Serialization failure and deadlock. */
    private static final Set<String> CONFLICTS = Set.of("40001", "40P01");

    private SqlState() {}

    /** Whether a value itself is what the database cannot take: the same statement will fail for ever. */
    public static boolean isOfValue(Throwable failure) {
        return of(failure).startsWith(DATA_EXCEPTION_CLASS);
    }

    /** Whether the server is away, goes away or has no room: nothing is wrong with the statement. */
    public static boolean isOutage(Throwable failure) {
        String state = of(failure);
        return state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || (state.isEmpty() && failure instanceof DatabaseUnavailableException);
    }

    /** Whether another transaction was in the way: the same statements may succeed now. */
    public static boolean isConflict(Throwable failure) {
        return CONFLICTS.contains(of(failure));
    }

    /** The first code in the chain of causes; empty text when the database had no part in the failure. */
    public static String of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }
}
