package io.attune.e2e.t3;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.EventStream;
import io.attune.e2e.harness.Fixture;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import io.attune.e2e.harness.Poll;
import io.attune.e2e.harness.Workflows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T3.20 Secret injection. */
class SecretInjectionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "correct-horse-battery";

    /** Says what it got and where it can be seen; never the secret itself. */
    private static final String LOOK = """
            environment=$(tr '\\0' '\\n' < /proc/$$/environ; printenv)
            arguments=$(tr '\\0' ' ' < /proc/$$/cmdline)
            contains() { case $1 in *"$2"*) echo true ;; *) echo false ;; esac }
            valid=$(printf %s "$api_token" | sha256sum | cut -d ' ' -f 1)
            printf '{"received":%s,"sha256":"%s","value_in_environment":%s,"name_in_environment":%s,"value_in_arguments":%s}\\n' \\
              "$([ -n "$api_token" ] && echo true || echo false)" "$valid" \\
              "$(contains "$environment" "${api_token:-no-such-text}")" "$(contains "$environment" api_token)" \\
              "$(contains "$arguments" "${api_token:-no-such-text}")"
            """;

    private final Fixture fixture = Fixture.shared();
    private final Api api = fixture.api();
    private final String secret =
            "s3cr3t-" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);

    @ParameterizedTest
    @ValueSource(strings = {"parameter", "keys"})
    void anActionGetsTheKeyThatItDeclaresOnItsInputAlone(String declaredAs) {
        packKey(fixture, true);
        var look = declaring(fixture, declaredAs, LOOK);

        var run = ended(look);

        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
        var seen = run.path("result").path("data");
        assertThat(seen.path("received").asBoolean()).isTrue();
        assertThat(seen.path("sha256").asText()).isEqualTo(sha256(secret));
        assertThat(seen.path("value_in_environment").asBoolean(true)).isFalse();
        assertThat(seen.path("name_in_environment").asBoolean(true)).isFalse();
        assertThat(seen.path("value_in_arguments").asBoolean(true)).isFalse();
    }

    @Test
    void aSecretThatItsActionPrintsIsNowhereToBeRead() {
        packKey(fixture, true);
        var leak = declaring(
                fixture,
                "parameter",
                "echo \"out $api_token\" >&2\nprintf '{\"leak\":\"%s\",\"encoded\":\"%s\"}\\n' \"$api_token\" \"$(printf %s \"$api_token\" | base64)\"\n");
        var webhook = fixture.webhook("leaks");
        var rule = fixture.rule("leaks", webhook, leak);
        var notified = new StringBuilder();
        long id;
        try (var stream = new EventStream(api.open("/api/v1/executions/stream"))) {
            webhook.fire(Json.object("a", 1));
            id = fixture.executionsOf(leak, 1, LIMIT).getFirst().path("id").asLong();
            for (var event = stream.next(LIMIT); event.isPresent(); event = stream.next(LIMIT)) {
                notified.append(event.get().data());
                var about = Json.parse(event.get().data());
                if (about.path("entity_id").asLong() == id
                        && about.path("status").asText().equals("completed")) {
                    break;
                }
            }
        }

        var run = fixture.execution(id);
        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
        assertThat(run.path("result").path("data").path("leak").asText()).isEqualTo("***");
        assertThat(fixture.log(id, "stderr")).contains("out ***").doesNotContain(secret);
        for (var place : List.of(
                run.toString(),
                notified.toString(),
                fixture.log(id, "stdout"),
                fixture.eventsOf(webhook).toString(),
                fixture.enforcementsOf(rule).toString(),
                api.get("/api/v1/audit-events?per_page=1000").expect(200).body())) {
            assertThat(place).isNotEmpty().doesNotContain(secret).doesNotContain(base64(secret));
        }
        assertThat(filesWith(secret)).as("files of the platform").isEmpty();
    }

    /** Attempts and repetitions get the secret that the first one got, and tell as little. */
    @Test
    void aSecretGoesThroughRetriesAndRerunsUnseen() {
        fixture.shellAction(
                "unlucky",
                "printf '%s\\n' \"$(printf %s \"$token\" | sha256sum | cut -d ' ' -f 1)\"; echo \"not with $token\" >&2; exit 3",
                Json.object("token", Json.object("type", "string", "secret", true, "required", true)));
        var workflows = new Workflows(fixture);
        var workflow = workflows.create(
                "insistent",
                Json.object("password", Json.object("type", "string", "secret", true)),
                "{tasks: [{name: 'unlucky', action: '$.unlucky', input: {token: '{{ parameters.password }}'}, retry: {count: 1, delay: 0}}]}");
        var first = workflows.run(workflow, Json.object("password", secret));
        var whole = rerun(first, Json.object());
        var fromFailed = rerun(first, Json.object("from", "failed"));
        var ofTask = rerun(workflows.children(first, "unlucky").getFirst(), Json.object());

        var attempts = Stream.concat(
                        Stream.of(first, whole, fromFailed).flatMap(run -> workflows.children(run, "unlucky").stream()),
                        Stream.of(ofTask))
                .toList();
        assertThat(attempts).hasSize(7);
        for (var run : Stream.concat(attempts.stream(), Stream.of(first, whole, fromFailed))
                .toList()) {
            var path = "/api/v1/executions/" + run.path("id").asLong();
            for (var view : List.of("", "/timeline", "/explain")) {
                assertThat(api.get(path + view).expect(200).body())
                        .doesNotContain(secret)
                        .doesNotContain(base64(secret));
            }
        }
        for (var run : attempts) {
            assertThat(run.path("result").path("stdout").asText().strip()).isEqualTo(sha256(secret));
            assertThat(fixture.log(run.path("id").asLong(), "stderr")).contains("not with ***");
        }
        assertThat(api.get("/api/v1/audit-events?per_page=1000").expect(200).body())
                .doesNotContain(secret);
        assertThat(filesWith(secret)).as("files of the platform").isEmpty();
    }

    private JsonNode rerun(JsonNode run, JsonNode how) {
        return fixture.ended(
                api.post("/api/v1/executions/" + run.path("id").asLong() + "/rerun", how)
                        .expect(201)
                        .data()
                        .path("id")
                        .asLong(),
                LIMIT);
    }

    @Test
    void flagsAreReadBack() {
        for (boolean encrypted : new boolean[] {true, false}) {
            var ref = fixture.ref("flag-" + encrypted);
            api.post(
                            "/api/v1/keys",
                            Json.object(
                                    "ref", ref,
                                    "name", ref,
                                    "owner_type", "system",
                                    "value", secret,
                                    "encrypted", encrypted))
                    .expect(201);
            var read = api.get("/api/v1/keys/" + ref).expect(200).data();
            assertThat(read.path("encrypted").asBoolean(!encrypted)).isEqualTo(encrypted);
            assertThat(read.path("value").asText()).isEqualTo(secret);
        }
        assertThat(filesWith(secret)).as("stored sealed, whatever the flag").isEmpty();
    }

    @Test
    void whatAnIdentityOwnsIsForItselfAlone() {
        var owner = member("owner");
        var other = member("other");
        var ref = fixture.ref("own");
        owner.api()
                .post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                ref,
                                "name",
                                "own",
                                "owner_type",
                                "identity",
                                "owner_identity",
                                owner.id(),
                                "value",
                                secret,
                                "encrypted",
                                true))
                .expect(201);

        assertThat(owner.api()
                        .get("/api/v1/keys/" + ref)
                        .expect(200)
                        .data()
                        .path("value")
                        .asText())
                .isEqualTo(secret);
        assertThat(owner.api().get("/api/v1/keys").expect(200).body()).contains(ref);
        for (var stranger : List.of(other.api(), api)) {
            stranger.get("/api/v1/keys/" + ref).expect(404);
            assertThat(stranger.get("/api/v1/keys?per_page=1000").expect(200).body())
                    .doesNotContain(ref);
        }
    }

    @Test
    void anActionOfAnotherPackGetsNothing() {
        packKey(fixture, true);
        var elsewhere = Fixture.shared();

        var run = ended(declaring(elsewhere, "parameter", LOOK));

        assertThat(run.path("status").asText()).as(run.toString()).isEqualTo("completed");
        // A declared key that is missing is null, which a shell sees as JSON.
        assertThat(run.path("result").path("data").path("sha256").asText()).isEqualTo(sha256("null"));
    }

    @Test
    void aKeyThatIsGivenAsAParameterGoesBeforeTheStoredOne() {
        packKey(fixture, true);
        var look = declaring(fixture, "parameter", LOOK);

        var run = fixture.ended(
                fixture.run(look, Json.object("api_token", "given-by-hand"))
                        .path("id")
                        .asLong(),
                LIMIT);

        assertThat(run.path("result").path("data").path("sha256").asText()).isEqualTo(sha256("given-by-hand"));
    }

    private void packKey(Fixture owner, boolean encrypted) {
        api.post(
                        "/api/v1/keys",
                        Json.object(
                                "ref",
                                owner.ref("api_token"),
                                "name",
                                "api_token",
                                "owner_type",
                                "pack",
                                "owner_pack_ref",
                                owner.pack(),
                                "value",
                                secret,
                                "encrypted",
                                encrypted))
                .expect(201);
    }

    private static String declaring(Fixture owner, String declaredAs, String script) {
        var request = Json.object(
                "ref", owner.ref("look"),
                "label", "look",
                "entrypoint", script,
                "runtime_ref", "core.shell",
                "output_format", "json");
        if (declaredAs.equals("keys")) {
            request.set("keys", Json.array("api_token"));
            return owner.action(request, Json.object());
        }
        return owner.action(request, Json.object("api_token", Json.object("type", "string", "secret", true)));
    }

    private JsonNode ended(String action) {
        return fixture.ended(fixture.run(action, Json.object()).path("id").asLong(), LIMIT);
    }

    private record Member(long id, Api api) {}

    private Member member(String name) {
        var login = name + "-" + fixture.pack();
        long id = api.post(
                        "/api/v1/identities", Json.object("login", login, "display_name", name, "password", PASSWORD))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        api.post("/api/v1/permissions/assignments", Json.object("permission_set_ref", "core.admin", "identity_id", id))
                .expect(201);
        return new Member(id, api.anonymous().login(login, PASSWORD));
    }

    /** The files of the data directory, those of the database and its log among them, that hold the text. */
    private static List<String> filesWith(String text) {
        var data = Platform.shared().data();
        // What a run leaves is removed when it has ended, and a moment later.
        return Poll.until(Duration.ofSeconds(20), "no file holds it", () -> search(data, text), List::isEmpty);
    }

    private static List<String> search(Path directory, String text) {
        List<String> found = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    try {
                        if (attributes.isRegularFile() && holds(file, text)) {
                            found.add(file.toString());
                        }
                        return FileVisitResult.CONTINUE;
                    } catch (NoSuchFileException e) {
                        return visitFileFailed(file, e);
                    }
                }

                // Files come and go under our feet: what is gone holds nothing.
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    return failure instanceof NoSuchFileException
                            ? FileVisitResult.CONTINUE
                            : super.visitFileFailed(file, failure);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean holds(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
