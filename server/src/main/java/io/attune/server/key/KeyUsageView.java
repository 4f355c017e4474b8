package io.attune.server.key;

import java.util.List;

/**
 * Something that uses a key (cli.md §5.4).
 *
 * @param kind {@code rule}, {@code action}, {@code workflow} or {@code pack}
 * @param ref of it
 * @param at where it names the key, as JSON pointers into its fields; empty for an action that declares nothing and so gets all keys of its pack
 */
public record KeyUsageView(String kind, String ref, List<String> at) {}
