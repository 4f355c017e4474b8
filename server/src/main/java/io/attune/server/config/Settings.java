package io.attune.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The settings of this process: checked, complete, unchanging. */
public final class Settings {
    private final Map<ConfigKey<?>, Object> values;
    private final List<String> warnings;

    private Settings(Map<ConfigKey<?>, Object> values, List<String> warnings) {
        this.values = Map.copyOf(values);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * @param texts by key name; what is absent takes its default
     * @param warnings about where they were found
     * @throws IllegalArgumentException if a text does not have the form of its key; {@link SettingsFile} checks before
     */
    static Settings of(Map<String, String> texts, Map<String, String> environment, List<String> warnings) {
        var values = new HashMap<ConfigKey<?>, Object>();
        for (var key : ConfigKeys.all()) {
            values.put(key, Objects.requireNonNull(key.read(texts.getOrDefault(key.name(), key.defaultText()))));
        }
        String data = texts.getOrDefault(ConfigKeys.DATA_DIR.name(), "");
        var dataDirectory = data.isBlank() ? defaultDataDirectory(environment) : absolute(data, environment);
        values.put(ConfigKeys.DATA_DIR, dataDirectory.toString());
        String packs = texts.getOrDefault(ConfigKeys.PACKS_DIR.name(), "");
        var packsDirectory = packs.isBlank() ? dataDirectory.resolve("packs") : absolute(packs, environment);
        values.put(ConfigKeys.PACKS_DIR, packsDirectory.toString());
        return new Settings(values, warnings);
    }

    /** These settings but for one. */
    <T> Settings with(ConfigKey<T> key, T value) {
        var changed = new HashMap<>(values);
        changed.put(key, Objects.requireNonNull(value));
        return new Settings(changed, warnings);
    }

    /** What an operator had better change, in plain words. */
    public List<String> warnings() {
        return warnings;
    }

    /** Where the data is when nobody says otherwise. */
    static Path defaultDataDirectory(Map<String, String> environment) {
        String base = environment.getOrDefault("XDG_DATA_HOME", "");
        return base.isBlank()
                ? home(environment)
                        .resolve(".local/share/attune")
                        .toAbsolutePath()
                        .normalize()
                : Path.of(base, "attune").toAbsolutePath().normalize();
    }

    private static Path absolute(String text, Map<String, String> environment) {
        var path = text.startsWith("~/") ? home(environment).resolve(text.substring(2)) : Path.of(text);
        return path.toAbsolutePath().normalize();
    }

    private static Path home(Map<String, String> environment) {
        return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
    }

    @SuppressWarnings("unchecked") // of() stored under each key what that very key read
    public <T> T get(ConfigKey<T> key) {
        return (T) Objects.requireNonNull(values.get(key), key.name());
    }

    public Path dataDirectory() {
        return Path.of(get(ConfigKeys.DATA_DIR));
    }

    public Path packsDirectory() {
        return Path.of(get(ConfigKeys.PACKS_DIR));
    }

    @Override
    public String toString() {
        return "Settings[" + dataDirectory() + "]";
    }
}
