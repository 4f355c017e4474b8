package io.attune.server.config;

import io.attune.server.config.ConfigKey.Kind;
import io.attune.worker.sandbox.Sandbox;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Every setting there is. {@code docs/configuration.md} is written from this list and a test compares the two. */
public final class ConfigKeys {
    private static final List<ConfigKey<?>> ALL = new ArrayList<>();
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static final ConfigKey<String> DATA_DIR = text(
            "data_dir",
            "$XDG_DATA_HOME/attune, else ~/.local/share/attune",
            "Everything the platform keeps: database, packs, environments, artifacts, logs, generated secrets.");
    public static final ConfigKey<String> PACKS_DIR =
            text("packs_dir", "<data_dir>/packs", "Where the files of installed packs are.");
    public static final ConfigKey<List<String>> PACKS_DEV = words(
            "packs.dev",
            "",
            "Directories below which everybody with `packs:install` may register packs by path; operators may anywhere.");

    public static final ConfigKey<String> SERVER_HOST =
            someText("server.host", "127.0.0.1", "Address to listen on for API, web UI and live streams.");
    public static final ConfigKey<Integer> SERVER_PORT =
            number("server.port", 8080, 0, 65_535, "Port for API, web UI and live streams; 0 takes a free one.");
    public static final ConfigKey<Integer> SERVER_STREAM_PORT = number(
            "server.stream_port", 8081, 0, 65_535, "Port of the second listener for live streams (`/ws`); 0 = off.");
    public static final ConfigKey<String> SERVER_PUBLIC_URL = text(
            "server.public_url",
            "",
            "Base of links and webhook URLs, and of the API's address for runs and sensors, as they reach the platform. "
                    + "Empty = from host and port, and triggers show no `webhook_url`.");
    public static final ConfigKey<List<String>> SERVER_TRUSTED_PROXIES = words(
            "server.trusted_proxies",
            "127.0.0.0/8, ::1/128",
            "Addresses or networks whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.");
    public static final ConfigKey<List<String>> SERVER_CORS_ORIGINS = words(
            "server.cors_origins",
            "",
            "Origins whose browser pages may call the API, such as https://ops.example.com.");
    public static final ConfigKey<ByteSize> SERVER_MAX_BODY_SIZE =
            size("server.max_body_size", "10MiB", "Largest request body, other than uploads of packs and files.");
    public static final ConfigKey<Duration> SERVER_REQUEST_TIMEOUT = duration(
            "server.request_timeout",
            SECOND,
            "30s",
            "How long a request may take, its body and its answer; not for streams, uploads and installs.");
    public static final ConfigKey<Integer> SERVER_MAX_CONCURRENT_REQUESTS = number(
            "server.max_concurrent_requests",
            1000,
            1,
            1_000_000,
            "Requests that may wait for their answer at the same time; one more is sent away with 503.");
    public static final ConfigKey<Integer> SERVER_MAX_STREAMS_PER_IDENTITY = number(
            "server.max_streams_per_identity",
            100,
            1,
            1_000_000,
            "Live streams that one identity may hold open at the same time.");

    public static final ConfigKey<Boolean> SERVER_PRODUCTION = flag(
            "server.production",
            false,
            "Whether others rely on this platform. Then it does not start with a secret written in `attune.yaml` itself, nor with "
                    + "`testing.enabled`.");

    public static final ConfigKey<String> DATABASE_URL = secretText(
            "database.url",
            "",
            "`postgresql://user:password@host:port/db` of a PostgreSQL 16 or later. Empty = the embedded one.");
    public static final ConfigKey<Integer> DATABASE_API_CONNECTIONS =
            number("database.api_connections", 12, 2, 500, "Connections that serve API requests, at most.");
    public static final ConfigKey<Integer> DATABASE_ENGINE_CONNECTIONS =
            number("database.engine_connections", 16, 2, 500, "Connections that serve the engine, at most.");

    public static final ConfigKey<String> BOOTSTRAP_LOGIN = someText(
            "bootstrap.login", "admin@attune.local", "Login of the first operator, made when no identity exists.");
    public static final ConfigKey<String> BOOTSTRAP_PASSWORD = add(new ConfigKey<>(
            "bootstrap.password",
            new Kind<>("at least 8 characters", ConfigKeys::password),
            "",
            "Password of the first operator, at least 8 characters. Empty = generated and printed once.",
            true));

    public static final ConfigKey<Boolean> SECURITY_SELF_REGISTRATION = flag(
            "security.self_registration",
            false,
            "Whether anybody may register; each registration makes a tenant of its own.");
    public static final ConfigKey<String> SECURITY_JWT_SECRET = secretText(
            "security.jwt_secret",
            "",
            "Signs tokens; at least 32 bytes. Empty = generated into the data directory. Processes that share a "
                    + "database must share it.");
    public static final ConfigKey<List<String>> SECURITY_JWT_PREVIOUS_SECRETS = add(new ConfigKey<>(
            "security.jwt_previous_secrets",
            new Kind<>("a list, or words with commas", ConfigKey::words),
            "",
            "Earlier secrets whose tokens stay good until they expire: add the old one here when changing the secret.",
            true));
    public static final ConfigKey<String> SECURITY_ENCRYPTION_KEY = secretText(
            "security.encryption_key",
            "",
            "Master key for values stored encrypted; at least 32 bytes. Empty = generated into the data directory. "
                    + "Processes that share a database must share it. Back it up: without it the values are lost.");
    public static final ConfigKey<String> SECURITY_ENCRYPTION_KEY_COMMAND = text(
            "security.encryption_key_command",
            "",
            "Shell command that prints the master key, instead of `security.encryption_key`. Run once at the start, "
                    + "for at most 30 s.");
    public static final ConfigKey<List<String>> SECURITY_PREVIOUS_ENCRYPTION_KEYS = add(new ConfigKey<>(
            "security.previous_encryption_keys",
            new Kind<>("a list, or words with commas", ConfigKey::words),
            "",
            "Earlier master keys, still needed until `POST /api/v1/encryption/rotate-master` has moved everything to the "
                    + "present one: add the old one here when changing the key.",
            true));
    public static final ConfigKey<Integer> SECURITY_RATE_LIMIT_PER_SECOND = number(
            "security.rate_limit.per_second", 100, 1, 1_000_000, "API requests per second and identity, sustained.");
    public static final ConfigKey<Integer> SECURITY_RATE_LIMIT_BURST =
            number("security.rate_limit.burst", 200, 1, 1_000_000, "API requests an identity may make at once.");

    public static final ConfigKey<Integer> WORKER_SLOTS = number(
            "worker.slots",
            4 * Runtime.getRuntime().availableProcessors(),
            "4 × cores",
            1,
            10_000,
            "Runs at the same time on one worker.");
    public static final ConfigKey<String> WORKER_NAME =
            text("worker.name", "", "Unique name of this worker. Empty = derived from the host's name.");
    public static final ConfigKey<Duration> WORKER_TASK_TIMEOUT =
            duration("worker.task_timeout", SECOND, "300s", "How long a run may take when its action says nothing.");
    public static final ConfigKey<ByteSize> WORKER_MAX_STDOUT_BYTES =
            size("worker.max_stdout_bytes", "10MiB", "How much of a run's standard output is kept.");
    public static final ConfigKey<ByteSize> WORKER_MAX_STDERR_BYTES =
            size("worker.max_stderr_bytes", "10MiB", "How much of a run's standard error is kept.");
    public static final ConfigKey<Sandbox.Wanted> WORKER_SANDBOX = add(new ConfigKey<>(
            "worker.sandbox",
            new Kind<>("auto, process or bubblewrap", ConfigKeys::sandbox),
            "auto",
            "How processes of runs and sensors are confined: `bubblewrap` shows them the system, their pack and a directory of their own; `process` "
                    + "all that the worker's account may read; `auto` is the first where the machine allows it.",
            false));
    public static final ConfigKey<List<String>> WORKER_SANDBOX_PATHS = words(
            "worker.sandbox_paths",
            "",
            "Further directories that confined runs and sensors may read, and in which runtimes may name programs, such as /srv/tools.");
    public static final ConfigKey<List<String>> WORKER_SANDBOX_EXEMPT_PACKS = words(
            "worker.sandbox_exempt_packs",
            "",
            "Packs whose runs and sensors are not confined: they read what the worker's account may.");
    public static final ConfigKey<Duration> WORKER_HEARTBEAT_INTERVAL =
            duration("worker.heartbeat_interval", SECOND, "30s", "How often a worker reports that it lives.");

    public static final ConfigKey<Integer> WORKFLOW_MAX_DISPATCHES_PER_TASK = number(
            "workflow.max_dispatches_per_task",
            1000,
            1,
            1_000_000,
            "How often a workflow may start one task before it is stopped as an endless loop.");
    public static final ConfigKey<Duration> SCHEDULING_UNSCHEDULABLE_WAIT = duration(
            "scheduling.unschedulable_wait",
            Duration.ZERO,
            "10s",
            "How long a run that no worker fits waits for one before it fails.");

    public static final ConfigKey<Duration> WEBHOOKS_LOG_RETENTION = duration(
            "webhooks.log_retention",
            Duration.ofHours(1),
            "30d",
            "How long the log of deliveries to webhooks is kept.");

    public static final ConfigKey<Duration> AUDIT_RETENTION = duration(
            "audit.retention",
            Duration.ofDays(1),
            "90d",
            "How long the audit log is kept. What is older goes; the rest can still be verified.");

    public static final ConfigKey<Duration> SENSORS_TOKEN_LIFE = duration(
            "sensors.token_life",
            Duration.ofSeconds(10),
            "24h",
            "How long the token of a sensor's process is good. Another one takes its place at four fifths of that.");

    public static final ConfigKey<Boolean> TESTING_ENABLED =
            flag("testing.enabled", false, "Opens routes that tests need, such as ageing rows. Never in production.");

    private ConfigKeys() {}

    /** In the order of the documentation. */
    public static List<ConfigKey<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> ConfigKey<T> add(ConfigKey<T> key) {
        ALL.add(key);
        return key;
    }

    private static ConfigKey<String> text(String name, String defaultText, String description) {
        return add(new ConfigKey<>(name, new Kind<>("text", text -> text), defaultText, description, false));
    }

    /** Text that must not be empty. */
    private static ConfigKey<String> someText(String name, String defaultText, String description) {
        var kind = new Kind<>("some text", text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("expected some text");
            }
            return text.strip();
        });
        return add(new ConfigKey<>(name, kind, defaultText, description, false));
    }

    /** As strong as the API wants passwords; empty is none. */
    private static String password(String text) {
        if (!text.isBlank() && text.codePointCount(0, text.length()) < 8) {
            throw new IllegalArgumentException("expected at least 8 characters");
        }
        return text;
    }

    private static ConfigKey<String> secretText(String name, String defaultText, String description) {
        return add(new ConfigKey<>(name, new Kind<>("text", text -> text), defaultText, description, true));
    }

    private static ConfigKey<List<String>> words(String name, String defaultText, String description) {
        return add(new ConfigKey<>(
                name, new Kind<>("a list, or words with commas", ConfigKey::words), defaultText, description, false));
    }

    private static ConfigKey<Boolean> flag(String name, boolean fallback, String description) {
        var kind = new Kind<>("true or false", text -> switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("expected true or false");
        });
        return add(new ConfigKey<>(name, kind, Boolean.toString(fallback), description, false));
    }

    private static ConfigKey<Integer> number(String name, int fallback, int least, int most, String description) {
        return number(name, fallback, Integer.toString(fallback), least, most, description);
    }

    private static ConfigKey<Integer> number(
            String name, int fallback, String defaultText, int least, int most, String description) {
        var accepted = "a whole number from " + least + " to " + most;
        var kind = new Kind<>(accepted, text -> {
            if (text.equals(defaultText)) {
                return fallback;
            }
            int value = Integer.parseInt(text.strip());
            if (value < least || value > most) {
                throw new IllegalArgumentException("expected " + accepted);
            }
            return value;
        });
        return add(new ConfigKey<>(name, kind, defaultText, description, false));
    }

    private static ConfigKey<ByteSize> size(String name, String defaultText, String description) {
        var accepted = "a size from 1KiB to 1GiB such as 10MiB";
        var kind = new Kind<>(accepted, text -> {
            var size = ByteSize.parse(text);
            if (size.bytes() < 1L << 10 || size.bytes() > 1L << 30) {
                throw new IllegalArgumentException("expected " + accepted);
            }
            return size;
        });
        return add(new ConfigKey<>(name, kind, defaultText, description, false));
    }

    private static ConfigKey<Duration> duration(String name, Duration least, String defaultText, String description) {
        var accepted = "a time such as 30s, 5m or 2h" + (least.isZero() ? "" : ", at least " + least.toSeconds() + "s");
        var kind = new Kind<>(accepted, text -> {
            var duration = duration(text);
            if (duration.compareTo(least) < 0) {
                throw new IllegalArgumentException("expected " + accepted);
            }
            return duration;
        });
        return add(new ConfigKey<>(name, kind, defaultText, description, false));
    }

    private static Sandbox.Wanted sandbox(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "auto" -> Sandbox.Wanted.AUTO;
            case "process" -> Sandbox.Wanted.PROCESS;
            case "bubblewrap" -> Sandbox.Wanted.BUBBLEWRAP;
            default -> throw new IllegalArgumentException("expected auto, process or bubblewrap");
        };
    }

    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)?");

    private static Duration duration(String text) {
        var matcher = SHORT_DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            try {
                return Duration.parse(text.strip());
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("expected a time such as 30s, 5m or 2h", e);
            }
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> Duration.ofSeconds(amount);
        };
    }
}
