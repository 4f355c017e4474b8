package io.attune.cli.system;

import io.attune.cli.render.Column;
import java.util.List;

/** How tokens of workers are shown. */
final class Enrolments {
    static final String PATH = "/workers/enrolment-tokens";

    static final List<Column> COLUMNS = List.of(
            Column.of("ID", "id"),
            Column.of("Label", "label"),
            Column.of("Worker", "worker"),
            Column.of("Active", "active"),
            Column.time("First used", "first_used_at"),
            Column.time("Revoked", "revoked_at"),
            Column.time("Created", "created").wide());

    static final List<Column> DETAIL = List.of(
            Column.of("ID", "id"),
            Column.of("Label", "label"),
            Column.of("Worker", "worker"),
            Column.of("Active", "active"),
            Column.time("To be used before", "expires_at"),
            Column.time("First used", "first_used_at"),
            Column.time("Revoked", "revoked_at"),
            Column.of("Reason", "revocation_reason"));

    private Enrolments() {}
}
