/**
 * The bundled PostgreSQL: unpacks the binaries, creates the cluster, keeps the server running and stops it.
 *
 * <p>Entry class: {@link io.attune.postgres.EmbeddedPostgres}. Other modules' tests use {@link
 * io.attune.postgres.TestPostgres}. This package knows nothing about what is stored: no schema, no migration, no pool.
 */
@NullMarked
package io.attune.postgres;

import org.jspecify.annotations.NullMarked;
