package io.attune.store.pack;

import java.time.Instant;

/**
 * Where the files of a pack came from (runtime.md §1.3).
 *
 * @param type {@code local_directory}, {@code local_archive} …
 * @param url what the user named; never a path of the server that the user did not give
 * @param method {@code upload}, {@code register} or {@code bootstrap}
 */
public record PackSource(String type, String url, String method, String checksum, Instant installedAt) {}
