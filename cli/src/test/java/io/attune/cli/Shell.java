package io.attune.cli;

import io.attune.cli.call.Surroundings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs command lines in surroundings of their own, as a user's shell would. */
final class Shell {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    /** What a command left behind. */
    record Done(int status, String out, String err) {}

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final Deque<String> typed = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private byte[] input = new byte[0];
    private boolean terminal;
    private boolean prompting;
    private final List<String> paged = new ArrayList<>();
    private List<String> pagers = List.of("less");
    private Surroundings.Browser browser = _ -> false;

    Shell(Path home) {
        this.home = home;
        environment.put("TZ", "UTC");
    }

    /** Logged in at that server. */
    static Shell loggedIn(Path home, StubServer server) {
        var shell = new Shell(home);
        shell.config("""
                profile: default
                profiles:
                  default:
                    api_url: %s
                    auth_token: access-1
                    refresh_token: refresh-1
                """.formatted(server.url()));
        return shell;
    }

    Shell config(String yaml) {
        try {
            Files.createDirectories(configFile().getParent());
            Files.writeString(configFile(), yaml);
            Files.setPosixFilePermissions(configFile(), PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path configFile() {
        return home.resolve(".config/attune/config.yaml");
    }

    Shell with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Shell terminal(int columns) {
        terminal = true;
        return with("COLUMNS", Integer.toString(columns));
    }

    /** A person sits there and types these answers. */
    Shell typing(String... answers) {
        prompting = true;
        typed.addAll(List.of(answers));
        return this;
    }

    /** What that person was asked. */
    List<String> asked() {
        return asked;
    }

    /** What went to which pager. */
    List<String> paged() {
        return paged;
    }

    /** A machine with these pagers. */
    Shell pagers(String... programs) {
        pagers = List.of(programs);
        return this;
    }

    /** A desktop with that browser. */
    Shell browsing(Surroundings.Browser other) {
        browser = other;
        return this;
    }

    Shell input(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    Done run(String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var surroundings = new Surroundings(
                environment,
                home,
                home,
                new ByteArrayInputStream(input),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                prompting ? new Typing() : null,
                browser,
                (command, text) -> {
                    paged.add(command + ": " + text.lines().count() + " lines");
                    return pagers.contains(command);
                },
                Clock.fixed(NOW, ZoneOffset.UTC));
        int status = new Attune(surroundings).run(args);
        return new Done(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private final class Typing implements Surroundings.Prompt {
        @Override
        public @Nullable String ask(String question) {
            asked.add(question);
            return typed.poll();
        }

        @Override
        public @Nullable String askSecretly(String question) {
            asked.add(question);
            return typed.poll();
        }
    }
}
