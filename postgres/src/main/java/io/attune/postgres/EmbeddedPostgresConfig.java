package io.attune.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where and how the bundled PostgreSQL runs.
 *
 * @param directory everything of this instance: cluster, socket, log, password, lock. Created when absent
 * @param binariesDirectory where the binaries are unpacked, each version beside the others; may be shared by instances
 * @param settings PostgreSQL settings that replace those of {@link ServerSettings}, by name
 * @param startTimeout how long one start may take, crash recovery included
 * @param stopTimeout how long a fast shutdown may take before the server is stopped without a checkpoint, which loses
 *     nothing but makes the next start longer
 */
public record EmbeddedPostgresConfig(
        Path directory,
        Path binariesDirectory,
        Map<String, String> settings,
        Duration startTimeout,
        Duration stopTimeout) {

    public EmbeddedPostgresConfig {
        directory = directory.toAbsolutePath().normalize();
        binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    /** A durable instance in a directory of its own. */
    public static EmbeddedPostgresConfig in(Path directory) {
        return new EmbeddedPostgresConfig(
                directory, directory.resolve("bin"), Map.of(), Duration.ofMinutes(5), Duration.ofSeconds(10));
    }

    /**
     * An instance whose data nobody will miss: faster, because nothing is forced to disk. For tests and the build.
     */
    public static EmbeddedPostgresConfig throwAway(Path directory) {
        return in(directory)
                .withBinariesDirectory(Binaries.sharedDirectory())
                .withSetting("fsync", "off")
                .withSetting("synchronous_commit", "off")
                .withSetting("full_page_writes", "off");
    }

    public EmbeddedPostgresConfig withBinariesDirectory(Path replacement) {
        return new EmbeddedPostgresConfig(directory, replacement, settings, startTimeout, stopTimeout);
    }

    /** The same with one PostgreSQL setting replaced; the value is written as PostgreSQL would print it. */
    public EmbeddedPostgresConfig withSetting(String name, String value) {
        var replaced = new LinkedHashMap<>(settings);
        replaced.put(name, value);
        return new EmbeddedPostgresConfig(directory, binariesDirectory, replaced, startTimeout, stopTimeout);
    }

    public EmbeddedPostgresConfig withStartTimeout(Duration replacement) {
        return new EmbeddedPostgresConfig(directory, binariesDirectory, settings, replacement, stopTimeout);
    }

    public EmbeddedPostgresConfig withStopTimeout(Duration replacement) {
        return new EmbeddedPostgresConfig(directory, binariesDirectory, settings, startTimeout, replacement);
    }
}
