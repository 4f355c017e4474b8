package io.attune.server.config;

import io.attune.model.Spelling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Collects settings from {@code attune.yaml}, the environment and the command line, each overruling the one before, and refuses what
 * nobody knows (design.md §11).
 */
public final class SettingsFile {
    private static final String PREFIX = "ATTUNE__";

    private final Map<String, ConfigKey<?>> known =
            ConfigKeys.all().stream().collect(Collectors.toMap(ConfigKey::name, key -> key));
    private final Map<String, String> texts = new HashMap<>();
    private final List<String> problems = new ArrayList<>();
    /** Of secrets that stand in the file itself: which, and what to do instead. */
    private final List<String> inClear = new ArrayList<>();

    private final Map<String, String> environment;

    private SettingsFile(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * @param file named by {@code --config}; without it {@code attune.yaml} in the data directory is read if it exists
     * @param overrides from the command line, by key name
     * @throws ConfigurationException with everything that is wrong
     */
    public static Settings load(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        return new SettingsFile(environment).read(file, overrides);
    }

    private Settings read(Optional<Path> file, Map<String, String> overrides) {
        if (file.isPresent() && !Files.isRegularFile(file.get())) {
            throw new ConfigurationException(
                    "--config: " + file.get() + " is not a file. Name an existing YAML file, or leave the option out.");
        }
        var path = file.orElseGet(() -> dataDirectory(overrides).resolve("attune.yaml"));
        if (Files.isRegularFile(path)) {
            readFile(path);
        }
        readEnvironment();
        overrides.forEach((name, text) -> put(name, text, "the command line"));
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        var settings = Settings.of(texts, environment, inClear);
        if (settings.get(ConfigKeys.SERVER_PRODUCTION)) {
            refuseWhatIsForTrials(settings);
        }
        return fitting(settings);
    }

    /** What is a warning to somebody who tries things out stops the start of a platform that others rely on (SEC-4). */
    private void refuseWhatIsForTrials(Settings settings) {
        inClear.forEach(secret -> problems.add("server.production: " + secret));
        if (settings.get(ConfigKeys.TESTING_ENABLED)) {
            problems.add("server.production: testing.enabled opens routes that are for tests alone; take it away");
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
    }

    /** What each setting may say by itself and both together may not. */
    private static Settings fitting(Settings settings) {
        int port = settings.get(ConfigKeys.SERVER_PORT);
        if (port != 0 && settings.get(ConfigKeys.SERVER_STREAM_PORT) == port) {
            throw new ConfigurationException("server.stream_port: port " + port
                    + " is that of server.port already; choose another one, or 0 for no second listener");
        }
        return settings;
    }

    private Path dataDirectory(Map<String, String> overrides) {
        String name = ConfigKeys.DATA_DIR.name();
        String variable = environment.get(ConfigKeys.DATA_DIR.environmentName());
        if (overrides.containsKey(name)) {
            return Path.of(overrides.get(name));
        }
        return variable == null || variable.isBlank() ? Settings.defaultDataDirectory(environment) : Path.of(variable);
    }

    private void readFile(Path path) {
        try {
            var options = LoadSettings.builder()
                    .setLabel(path.toString())
                    .setAllowDuplicateKeys(false)
                    .build();
            Object document = new Load(options).loadFromString(Files.readString(path));
            switch (document) {
                case null -> {}
                case Map<?, ?> map -> flatten("", map, path);
                default -> problems.add(path + ": expected sections with keys, found " + document);
            }
        } catch (YamlEngineException e) {
            problems.add(path + " is not valid YAML: " + e.getMessage());
        } catch (IOException e) {
            problems.add(path + " cannot be read: " + e.getMessage());
        }
    }

    private void flatten(String prefix, Map<?, ?> map, Path path) {
        map.forEach((key, value) -> {
            String name = prefix + key;
            switch (value) {
                case null -> {}
                case Map<?, ?> section when !known.containsKey(name) -> flatten(name + ".", section, path);
                case List<?> list ->
                    written(name, list.stream().map(String::valueOf).collect(Collectors.joining(",")), path);
                default -> written(name, String.valueOf(value), path);
            }
        });
    }

    private void written(String name, String text, Path path) {
        if (readSecretFile(ConfigKey::fileName, name, text)) {
            return;
        }
        var key = known.get(name);
        if (key != null && key.secret() && !text.isBlank()) {
            inClear.add(name + " is written in clear in " + path + "; name a file that only this account can read in "
                    + key.fileName() + " or " + key.environmentFileName() + " instead");
        }
        put(name, text, path.toString());
    }

    private void readEnvironment() {
        var byVariable = new HashMap<String, String>();
        known.values().forEach(key -> byVariable.put(key.environmentName(), key.name()));
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (!variable.startsWith(PREFIX)) {
                return;
            }
            String name = byVariable.get(variable);
            if (name != null) {
                put(name, text, variable);
            } else if (!readSecretFile(ConfigKey::environmentFileName, variable, text)) {
                unknown(variable, byVariable.keySet(), "the environment");
            }
        });
    }

    /** @param spelling how the setting of a file is called where {@code name} was found */
    private boolean readSecretFile(Function<ConfigKey<?>, String> spelling, String name, String file) {
        for (var key : known.values()) {
            if (key.secret() && spelling.apply(key).equals(name)) {
                try {
                    put(key.name(), Files.readString(Path.of(file)).strip(), name);
                } catch (IOException | InvalidPathException e) {
                    problems.add(name + ": cannot read " + file);
                }
                return true;
            }
        }
        return false;
    }

    private void put(String name, String text, String source) {
        var key = known.get(name);
        if (key == null) {
            unknown(name, known.keySet(), source);
            return;
        }
        try {
            var _ = key.read(text);
            texts.put(name, text);
        } catch (IllegalArgumentException e) {
            problems.add(name + " (from " + source + "): expected " + key.kind().accepted() + ", found "
                    + (key.secret() ? "something else" : "'" + text + "'"));
        }
    }

    private void unknown(String name, java.util.Collection<String> names, String source) {
        var hint = Spelling.nearest(name, names)
                .map(near -> " Did you mean '" + near + "'?")
                .orElse(" docs/configuration.md lists all settings.");
        problems.add("Unknown setting '" + name + "' in " + source + "." + hint);
    }
}
