package io.attune.engine.audit;

/**
 * An entry of the log as its chain knows it.
 *
 * @param text all of its fields in one canonical spelling
 */
public record Entry(long id, String text) {}
