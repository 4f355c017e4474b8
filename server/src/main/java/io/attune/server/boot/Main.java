package io.attune.server.boot;

import io.attune.postgres.PostgresException;
import io.attune.server.config.ConfigurationException;
import io.attune.server.config.Settings;
import io.attune.server.config.SettingsFile;
import io.attune.store.DatabaseUnavailableException;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/** The command line of the platform's processes. Exit codes: 0 clean end, 2 wrong usage or configuration, 1 anything else. */
@QuarkusMain
public final class Main {
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private Main() {}

    public static void main(String... words) {
        int code = run(List.of(words));
        System.exit(code);
    }

    static int run(List<String> words) {
        try {
            var arguments = Arguments.parse(words);
            return switch (arguments.command()) {
                case HELP -> {
                    System.out.print(Arguments.USAGE);
                    yield words.isEmpty() ? MISUSED : 0;
                }
                case VERSION -> {
                    System.out.println(Version.text());
                    yield 0;
                }
                case UP ->
                    arguments.detach() ? Detached.start(settings(arguments), words) : Server.up(settings(arguments));
                case SERVER ->
                    arguments.detach()
                            ? Detached.start(settings(arguments), words)
                            : Server.server(settings(arguments), arguments.roles());
                case WORKER -> RemoteWorker.run(settings(arguments), arguments);
                case DOWN -> Background.down(settings(arguments));
                case STATUS -> Background.status(settings(arguments));
                case DB -> Background.database(settings(arguments));
            };
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> System.err.println("attune: " + problem));
            return MISUSED;
        } catch (StartFailure | PostgresException | DatabaseUnavailableException e) {
            System.err.println("attune: " + e.getMessage());
            return FAILED;
        }
    }

    private static Settings settings(Arguments arguments) {
        return SettingsFile.load(arguments.config(), System.getenv(), arguments.overrides());
    }
}
