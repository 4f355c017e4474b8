package io.attune.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's five-letter code of what went wrong, for those who decide by it whether to repeat, to refuse or to give up. */
public final class SqlState {
    private SqlState() {}

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
