package io.attune.cli.call;

import io.attune.cli.outcome.Failure;
import io.attune.cli.render.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The flags every command accepts, before or after its name (cli.md §2.1). They are added to each command in code, because a command may
 * have an option of its own with the same short name, and then its own meaning wins.
 */
public final class GlobalOptions {
    @Nullable
    String profile;

    @Nullable
    String apiUrl;

    @Nullable
    String config;

    @Nullable
    String output;

    List<String> columns = List.of();

    @Nullable
    String sort;

    boolean reverse;
    boolean noHeaders;
    boolean withMeta;
    boolean noColor;
    boolean quiet;
    boolean noInput;
    boolean utc;

    @Nullable
    String zone;

    @Nullable
    String requestTimeout;

    int retries = 3;

    @Nullable
    String exitCode;

    @Nullable
    String dryRun;

    boolean noPager;

    @Nullable
    String pager;

    @Nullable
    String caCert;

    @Nullable
    String clientCert;

    @Nullable
    String clientKey;

    boolean insecure;

    @Nullable
    String proxy;

    @Nullable
    String traceId;

    int verbosity;

    private final List<String> formatFlags = new ArrayList<>();

    public void addTo(CommandSpec command) {
        text(command, value -> profile = value, "NAME", "use this profile for this call", "-p", "--profile");
        text(command, value -> apiUrl = value, "URL", "server address; overrides the profile", "--api-url");
        text(command, value -> config = value, "FILE", "configuration file with profiles", "--config");
        text(
                command,
                value -> chooseFormat("--output", value),
                "FORMAT",
                "table, wide, json, json-pretty, yaml, jsonl, csv, tsv, name or jsonpath=PATH",
                "-o",
                "--output");
        flag(command, () -> chooseFormat("--json", "json"), "short for --output json", "-j", "--json");
        flag(command, () -> chooseFormat("--yaml", "yaml"), "short for --output yaml", "-y", "--yaml");
        text(
                command,
                value -> columns = List.of(value.split(",", -1)),
                "LIST",
                "columns or fields to show, comma separated",
                "--columns",
                "--fields");
        text(command, value -> sort = value, "FIELD", "sort a list by this field", "--sort");
        flag(command, () -> reverse = true, "reverse the order of a list", "--reverse");
        flag(command, () -> noHeaders = true, "no header line", "--no-headers");
        flag(command, () -> withMeta = true, "lists as {items, pagination}", "--with-meta");
        flag(command, () -> noColor = true, "no colours", "--no-color");
        flag(command, () -> quiet = true, "only ids or refs", "-q", "--quiet");
        flag(command, () -> noInput = true, "never ask", "--no-input");
        flag(command, () -> utc = true, "show times in UTC", "--utc");
        text(command, value -> zone = value, "ZONE", "show times in this zone", "--tz");
        text(
                command,
                value -> requestTimeout = value,
                "DURATION",
                "limit per request (default 30s)",
                "--request-timeout");
        text(command, value -> retries = count(value), "N", "repetitions of reads (default 3)", "--retries");
        flag(command, () -> noPager = true, "do not page long lists on a terminal", "--no-pager");
        text(command, value -> pager = value, "CMD", "program that pages them (less)", "--pager");
        text(command, value -> caCert = value, "FILE", "trust these certificates (PEM)", "--ca-cert");
        text(command, value -> clientCert = value, "FILE", "own certificate (PEM)", "--client-cert");
        text(command, value -> clientKey = value, "FILE", "its private key (PEM)", "--client-key");
        flag(command, () -> insecure = true, "trust every server; for tests only", "--insecure");
        text(command, value -> proxy = value, "URL", "HTTP proxy to go through", "--proxy");
        text(command, value -> traceId = value, "ID", "trace context to send: 32 hex digits", "--trace-id");
        text(command, value -> exitCode = value, "KIND", "'simple' folds exit codes above 2 to 1", "--exit-code");
        text(command, value -> dryRun = value, "WHERE", "'client' shows what would be sent", "--dry-run");
        flag(command, () -> verbosity++, "say more on standard error; -vv, -vvv", "-v", "--verbose");
    }

    private static int count(String text) {
        try {
            return Math.max(0, Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw Failure.usage("--retries takes a number, not '" + text + "'", null);
        }
    }

    private void chooseFormat(String flag, String format) {
        for (String other : formatFlags) {
            if (!other.equals(flag)) {
                throw Failure.usage(other + " and " + flag + " exclude each other", null);
            }
        }
        Format.parse(format);
        formatFlags.add(flag);
        output = format;
    }

    private static void text(
            CommandSpec command, Consumer<String> set, String label, String description, String... names) {
        String[] free = free(command, names);
        if (free.length > 0) {
            var option = OptionSpec.builder(free)
                    .type(String.class)
                    .paramLabel(label)
                    .description(description);
            if (free[free.length - 1].equals("--dry-run")) {
                option.arity("0..1").fallbackValue("client");
            }
            command.addOption(option.setter(setter(set)).build());
        }
    }

    private static void flag(CommandSpec command, Runnable set, String description, String... names) {
        String[] free = free(command, names);
        if (free.length > 0) {
            command.addOption(OptionSpec.builder(free)
                    .type(boolean.class)
                    .arity("0")
                    .description(description)
                    .setter(new CommandLine.Model.ISetter() {
                        @Override
                        @SuppressWarnings("TypeParameterUnusedInFormals") // picocli's signature
                        public <T> T set(T value) {
                            if (Boolean.TRUE.equals(value)) {
                                set.run();
                            }
                            return value;
                        }
                    })
                    .build());
        }
    }

    private static CommandLine.Model.ISetter setter(Consumer<String> set) {
        return new CommandLine.Model.ISetter() {
            @Override
            public <T> T set(T value) {
                if (value != null) {
                    set.accept(value.toString());
                }
                return value;
            }
        };
    }

    private static String[] free(CommandSpec command, String[] names) {
        var free = new ArrayList<String>();
        for (String name : names) {
            if (!command.optionsMap().containsKey(name)) {
                free.add(name);
            }
        }
        return free.toArray(String[]::new);
    }
}
