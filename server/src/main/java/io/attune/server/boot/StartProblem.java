package io.attune.server.boot;

import io.attune.postgres.PostgresException;
import io.attune.server.config.ConfigurationException;
import io.attune.store.DatabaseUnavailableException;

/** Finds the words for an operator in a chain of exceptions. */
final class StartProblem {
    private StartProblem() {}

    /** The exit code of a process that could not start: 2 for the operator's settings, 1 for anything else. */
    static int exitCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException) {
                return 2;
            }
        }
        return 1;
    }

    static String describe(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartFailure
                    || cause instanceof ConfigurationException
                    || cause instanceof PostgresException
                    || cause instanceof DatabaseUnavailableException) {
                return String.valueOf(cause.getMessage());
            }
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "the start failed: " + (root.getMessage() == null ? root.toString() : root.getMessage());
    }
}
