/**
 * Packs before they reach the catalogue: {@code source} brings and keeps their files, {@code yaml} and {@code read} turn them into
 * definitions and findings.
 */
@NullMarked
package io.attune.pack;

import org.jspecify.annotations.NullMarked;
