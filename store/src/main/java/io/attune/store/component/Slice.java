package io.attune.store.component;

/** Which rows of a list are wanted: at most {@code limit}, after skipping {@code offset}. */
public record Slice(long offset, int limit) {}
