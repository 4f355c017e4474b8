package io.attune.store;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** PostgreSQL's five-letter code of what went wrong, for those who decide by it whether to repeat, to refuse or to give up. */
public final class SqlState {
    private static final String DATA_EXCEPTION_CLASS = "22";

    private static final String FOREIGN_KEY_VIOLATION = "23503";

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

    /**
     * The column whose foreign key was violated, as PostgreSQL names constraints by itself: by a row that names what is not there any more,
     * or by the end of what a row still names.
     */
    public static Optional<String> violatedReference(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException refused && FOREIGN_KEY_VIOLATION.equals(refused.getSQLState())) {
                return Optional.ofNullable(refused.getServerErrorMessage()).flatMap(SqlState::column);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> column(ServerErrorMessage said) {
        var prefix = said.getTable() + "_";
        return Optional.ofNullable(said.getConstraint())
                .map(name -> name.startsWith(prefix) ? name.substring(prefix.length()) : name)
                .map(name -> name.replaceFirst("_fkey\\d*$", ""));
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
