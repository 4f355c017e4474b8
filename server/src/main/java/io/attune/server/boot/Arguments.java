package io.attune.server.boot;

import io.attune.model.Spelling;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.ConfigurationException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says.
 *
 * @param overrides settings given as options, by key name
 */
record Arguments(
        Command command,
        Optional<Path> config,
        Map<String, String> overrides,
        boolean detach,
        @Nullable String roles,
        @Nullable String serverUrl,
        @Nullable String token) {
    enum Command {
        UP,
        SERVER,
        WORKER,
        DOWN,
        STATUS,
        DB,
        HELP,
        VERSION
    }

    static final String USAGE = """
            Usage: attune <command> [options]

              up        everything in one process: database, API, engine, worker; stays in the foreground
                          --detach            return when it is ready; stop it with "attune down"
              down      stops the instance that "attune up" or "attune server" runs on this data directory
              status    says whether such an instance runs, and where
              server    parts of the platform on an external PostgreSQL
                          --database-url URL  postgresql://user:password@host:port/db
                          --roles LIST        of api, engine, sensors, worker (default: api,engine,sensors)
              worker    a worker for a platform elsewhere; needs neither database nor open port
                          --server-url URL    of the platform's API
                          --token TOKEN       attune_wt_…, made with POST /api/v1/workers/enrolment-tokens;
                                              better given as the variable ATTUNE_WORKER_TOKEN
                          --name NAME         unique name (default: derived from the host's name)
                          --slots NUMBER      runs at the same time
              db        says where the data is and how to connect to the embedded database

            Options of all:
              --config FILE       configuration file (default: attune.yaml in the data directory)
              --data-dir DIR      data directory
              --port NUMBER       port of the API; 0 takes a free one
              --help, --version

            docs/configuration.md lists all settings. Exit codes: 0 stopped cleanly, 2 wrong usage or
            configuration, 1 anything else.
            """;

    private static final Map<String, String> SETTING_OPTIONS = Map.of(
            "--data-dir", ConfigKeys.DATA_DIR.name(),
            "--port", ConfigKeys.SERVER_PORT.name(),
            "--host", ConfigKeys.SERVER_HOST.name(),
            "--database-url", ConfigKeys.DATABASE_URL.name(),
            "--name", ConfigKeys.WORKER_NAME.name(),
            "--slots", ConfigKeys.WORKER_SLOTS.name());
    private static final Set<String> OTHER_OPTIONS =
            Set.of("--config", "--roles", "--server-url", "--token", "--detach", "--help", "--version");

    /** @throws ConfigurationException naming the word that is not understood */
    static Arguments parse(List<String> words) {
        Command command = null;
        var values = new HashMap<String, String>();
        var overrides = new HashMap<String, String>();
        boolean detach = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            String name = equals < 0 ? word : word.substring(0, equals);
            switch (name) {
                case "--detach", "-d" -> detach = true;
                case "--help", "-h", "help" -> command = Command.HELP;
                case "--version", "version" -> command = Command.VERSION;
                default -> {
                    if (!name.startsWith("-")) {
                        command = command(name, command);
                    } else if (!SETTING_OPTIONS.containsKey(name) && !OTHER_OPTIONS.contains(name)) {
                        throw unknown(name);
                    } else if (equals < 0 && i + 1 >= words.size()) {
                        throw new ConfigurationException(name + " needs a value");
                    } else {
                        String value = equals < 0 ? words.get(++i) : word.substring(equals + 1);
                        if (SETTING_OPTIONS.containsKey(name)) {
                            overrides.put(SETTING_OPTIONS.get(name), value);
                        } else {
                            values.put(name, value);
                        }
                    }
                }
            }
        }
        return new Arguments(
                command == null ? Command.HELP : command,
                Optional.ofNullable(values.get("--config")).map(Path::of),
                Map.copyOf(overrides),
                detach,
                values.get("--roles"),
                values.get("--server-url"),
                values.get("--token"));
    }

    private static Command command(String word, @Nullable Command before) {
        if (before != null) {
            throw new ConfigurationException("'" + word + "' is one word too many after the command");
        }
        return switch (word) {
            case "up" -> Command.UP;
            case "server" -> Command.SERVER;
            case "worker" -> Command.WORKER;
            case "down" -> Command.DOWN;
            case "status" -> Command.STATUS;
            case "db" -> Command.DB;
            default -> {
                var near = Spelling.nearest(word, List.of("up", "server", "worker", "down", "status", "db"));
                throw new ConfigurationException("Unknown command '" + word + "'."
                        + near.map(name -> " Did you mean '" + name + "'?").orElse(" See attune --help."));
            }
        };
    }

    private static ConfigurationException unknown(String option) {
        var names = Stream.concat(OTHER_OPTIONS.stream(), SETTING_OPTIONS.keySet().stream())
                .collect(Collectors.toMap(Arguments::plain, name -> name));
        return new ConfigurationException("Unknown option '" + option + "'."
                + Spelling.nearest(plain(option), names.keySet())
                        .map(near -> " Did you mean '" + names.get(near) + "'?")
                        .orElse(" See attune --help."));
    }

    /** Words with underscores, as the guess compares them. */
    private static String plain(String option) {
        return option.replaceAll("^-+", "").replace('-', '_');
    }
}
