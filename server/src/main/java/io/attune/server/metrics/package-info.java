/**
 * What operators watch (FIX-27, docs/adr/0027). What happens is counted where it happens, by the {@code …Meters} of each feature; what there is at
 * a moment is read from the database when somebody asks ({@link io.attune.server.metrics.LoadGauges}). Entry class:
 * {@link io.attune.server.metrics.MetricsResource}.
 */
@NullMarked
package io.attune.server.metrics;

import org.jspecify.annotations.NullMarked;
