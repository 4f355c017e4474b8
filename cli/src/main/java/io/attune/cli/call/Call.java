package io.attune.cli.call;

import io.attune.cli.client.ApiClient;
import io.attune.cli.client.Connection;
import io.attune.cli.client.Login;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.profile.Profile;
import io.attune.cli.render.Colour;
import io.attune.cli.render.Format;
import io.attune.cli.render.Output;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One invocation: options and surroundings combined, made when first needed. Used by one thread while it is set up. */
public final class Call {
    private final Surroundings surroundings;
    private final GlobalOptions options;
    private @Nullable ConfigFile config;
    private @Nullable Output output;
    private @Nullable ApiClient client;

    public Call(Surroundings surroundings, GlobalOptions options) {
        this.surroundings = surroundings;
        this.options = options;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    public ConfigFile config() {
        ConfigFile read = config;
        if (read == null) {
            read = ConfigFile.read(configPath());
            config = read;
            String warning = read.modeWarning();
            if (warning != null) {
                surroundings.err().println("Warning: " + warning);
            }
        }
        return read;
    }

    public Path configPath() {
        if (options.config != null) {
            return Path.of(options.config);
        }
        String named = surroundings.variable("ATTUNE_CONFIG");
        if (named != null) {
            return Path.of(named);
        }
        String xdg = surroundings.variable("XDG_CONFIG_HOME");
        Path base = xdg != null ? Path.of(xdg) : surroundings.home().resolve(".config");
        return base.resolve("attune").resolve("config.yaml");
    }

    /** Option, environment, project file, configuration file, in this order (cli.md §2.2). */
    public String profileName() {
        if (options.profile != null) {
            return options.profile;
        }
        String named = surroundings.variable("ATTUNE_PROFILE");
        if (named != null) {
            return named;
        }
        String project = ProjectFile.profile(surroundings.workingDirectory());
        return project != null ? project : config().activeProfile();
    }

    public Profile profile() {
        return config().profile(profileName());
    }

    /** The server's address without a slash at the end. */
    public String apiUrl() {
        String url = options.apiUrl != null ? options.apiUrl : surroundings.variable("ATTUNE_API_URL");
        return url != null ? url : profile().apiUrl();
    }

    public ApiClient client() {
        ApiClient made = client;
        if (made == null) {
            made = connect(apiUrl(), login());
            client = made;
        }
        return made;
    }

    /** A client for another address or login than the usual. */
    public ApiClient connect(String url, Login login) {
        URI server = Connection.address(url);
        var connection = new Connection(
                server,
                Durations.parse(firstSet(options.requestTimeout, "ATTUNE_REQUEST_TIMEOUT", "30s")),
                "attune-cli/" + Version.current(),
                (level, text) -> {
                    if (options.verbosity >= level) {
                        surroundings.err().println(text);
                    }
                },
                new Passage(this, options).to(server));
        return new ApiClient(connection, login, options.retries, new Guard(this, options.dryRun));
    }

    /** Shown with errors; null when no trace context is sent. */
    @Nullable
    String traceId() {
        return TraceContext.idOf(options.traceId, surroundings.variable("TRACEPARENT"));
    }

    private Login login() {
        String token = surroundings.variable("ATTUNE_API_TOKEN");
        if (token == null) {
            token = surroundings.variable("ATTUNE_AUTH_TOKEN");
        }
        if (token != null) {
            return Login.ofEnvironment(token, surroundings.variable("ATTUNE_REFRESH_TOKEN"));
        }
        if (!sameServer()) {
            return Login.none();
        }
        Profile profile = profile();
        String command = profile.credentialCommand();
        if (command != null) {
            return Login.ofEnvironment(CredentialCommand.run(command), null);
        }
        return Login.ofProfile(configPath(), profile.name(), profile.authToken(), profile.refreshToken());
    }

    /** A stored token goes to the server it was stored for and to no other. */
    private boolean sameServer() {
        return strip(apiUrl()).equals(strip(profile().apiUrl()));
    }

    private static String strip(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    public Output output() {
        Output made = output;
        if (made == null) {
            made = new Output(surroundings.out(), surroundings.err(), style());
            output = made;
        }
        return made;
    }

    private Output.Style style() {
        String word = formatWord();
        Format format = Format.parse(word);
        boolean terminal = surroundings.terminalOut();
        TerminalSize size = terminal ? TerminalSize.of(surroundings) : TerminalSize.UNLIMITED;
        return new Output.Style(
                format,
                Format.path(word),
                options.columns,
                options.sort,
                options.reverse,
                !options.noHeaders,
                options.quiet,
                options.withMeta,
                terminal,
                size.columns(),
                size.rows(),
                this::page,
                colour(),
                surroundings.clock(),
                zone());
    }

    /** Shows text that is longer than the terminal; false when it is still to be written. */
    private boolean page(String text) {
        String named = options.pager;
        for (String variable : List.of("ATTUNE_PAGER", "PAGER")) {
            named = named == null ? surroundings.environment().get(variable) : named;
        }
        String command = named == null ? "less" : named.strip();
        boolean wanted = !options.noPager && !command.isEmpty() && !command.equals("cat");
        return wanted && interactive() && surroundings.pager().show(command, text);
    }

    /** The format when the configuration cannot be read: good enough to report that. */
    public boolean errorsAsObjects() {
        String word = options.output != null ? options.output : surroundings.variable("ATTUNE_OUTPUT");
        return word != null && (word.startsWith("json") || word.equals("yaml"));
    }

    boolean errorsAsYaml() {
        String word = options.output != null ? options.output : surroundings.variable("ATTUNE_OUTPUT");
        return "yaml".equals(word);
    }

    private String formatWord() {
        if (options.output != null) {
            return options.output;
        }
        String variable = surroundings.variable("ATTUNE_OUTPUT");
        if (variable != null) {
            return variable;
        }
        ConfigFile file = config();
        String name = profileName();
        String ofProfile = file.hasProfile(name) ? file.profile(name).outputFormat() : null;
        if (ofProfile != null) {
            return ofProfile;
        }
        String ofFile = file.format();
        return ofFile != null ? ofFile : "table";
    }

    private Colour colour() {
        String asked = surroundings.variable("ATTUNE_COLOR");
        if (options.noColor || surroundings.variable("NO_COLOR") != null || "never".equals(asked)) {
            return Colour.OFF;
        }
        if ("always".equals(asked) || "1".equals(surroundings.variable("CLICOLOR_FORCE"))) {
            return Colour.ON;
        }
        boolean dumb = "dumb".equals(surroundings.variable("TERM")) || "0".equals(surroundings.variable("CLICOLOR"));
        return surroundings.terminalOut() && !dumb ? Colour.ON : Colour.OFF;
    }

    ZoneId zone() {
        String named = options.zone != null ? options.zone : surroundings.variable("TZ");
        if (options.utc) {
            return ZoneOffset.UTC;
        }
        if (named == null) {
            return ZoneId.systemDefault();
        }
        try {
            return ZoneId.of(named);
        } catch (DateTimeException e) {
            throw Failure.usage("Unknown time zone '" + named + "'", "It looks like Europe/Berlin or UTC");
        }
    }

    private String firstSet(@Nullable String option, String variable, String otherwise) {
        if (option != null) {
            return option;
        }
        String value = surroundings.variable(variable);
        return value != null ? value : otherwise;
    }

    /** Whether a person can be asked. */
    public boolean interactive() {
        return surroundings.prompt() != null
                && !options.noInput
                && surroundings.variable("ATTUNE_NO_INPUT") == null
                && surroundings.variable("CI") == null;
    }

    /**
     * Asks before something is destroyed. An output format is never consent (cli.md C22).
     *
     * @param consent {@code --yes} was given
     */
    public void confirm(String what, boolean consent) {
        if (consent || "1".equals(surroundings.variable("ATTUNE_ASSUME_YES")) || options.dryRun != null) {
            return;
        }
        String answer = ask(what + " Type 'yes' to go on: ", "--yes");
        if (!"yes".equalsIgnoreCase(answer) && !"y".equalsIgnoreCase(answer)) {
            throw Failure.of(ExitCode.FAILURE, "Nothing was changed", null);
        }
    }

    /**
     * Asks for a needed answer.
     *
     * @param instead the option that gives it without asking
     */
    public String ask(String question, String instead) {
        var prompt = surroundings.prompt();
        String answer = interactive() && prompt != null ? prompt.ask(question) : null;
        if (answer == null) {
            throw Failure.usage("This needs an answer, and nobody can be asked", "Give it with " + instead);
        }
        return answer.strip();
    }

    public String askSecretly(String question, String instead) {
        var prompt = surroundings.prompt();
        String answer = interactive() && prompt != null ? prompt.askSecretly(question) : null;
        if (answer == null) {
            throw Failure.usage("This needs an answer, and nobody can be asked", "Give it with " + instead);
        }
        return answer;
    }

    /** The value of an option, or what {@code @file}, {@code @-} name; for options that take files, {@code -} as well. */
    public String content(String value) {
        if (!value.startsWith("@")) {
            return value;
        }
        return file(value.substring(1));
    }

    /** A file's text; {@code -} is standard input. */
    public String file(String name) {
        try {
            if (name.equals("-")) {
                return new String(surroundings.in().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            }
            return Files.readString(surroundings.workingDirectory().resolve(name));
        } catch (IOException e) {
            throw Failure.usage("Cannot read '" + name + "' (" + e.getClass().getSimpleName() + ")", null);
        }
    }

    /** What the process returns for a code: {@code --exit-code simple} folds everything above 2 to 1. */
    public int exitStatus(ExitCode code) {
        String kind = options.exitCode != null ? options.exitCode : surroundings.variable("ATTUNE_EXIT_CODES");
        return "simple".equals(kind) && code.number() > 2 ? 1 : code.number();
    }
}
