package io.attune.cli.client;

/** Receives what {@code -v} shows. */
@FunctionalInterface
public interface Trace {
    /**
     * @param level 1 for a summary, 2 for request and response lines, 3 for bodies
     */
    void line(int level, String text);
}
