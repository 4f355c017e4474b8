package io.attune.engine.audit;

import org.jspecify.annotations.Nullable;

/**
 * The first place where the log and its chain differ.
 *
 * @param id of the entry, if it is about one
 * @param seq its place in the chain; null for an entry that never had one
 * @param reason in words for a person
 */
public record Breach(@Nullable Long id, @Nullable Long seq, String reason) {}
