package io.attune.cli.call;

import java.io.Serial;

/** Ends a call with success in place of the change that {@code --dry-run} has shown. */
public final class DryRun extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    DryRun() {
        super("dry run", null, false, false);
    }
}
