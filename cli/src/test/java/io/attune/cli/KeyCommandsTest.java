package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyCommandsTest {
    private static final String SECRET = "s3cr3t-value";
    private static final String KEY =
            "{\"data\":{\"id\":9,\"ref\":\"token\",\"name\":\"Token\",\"owner_type\":\"pack\",\"owner\":\"4\",\"owner_pack\":4,"
                    + "\"owner_pack_ref\":\"ops\",\"encrypted\":true,\"value\":\"" + SECRET
                    + "\",\"expires_at\":null}}";
    private static final String UNREADABLE = KEY.replace("\"" + SECRET + "\"", "null");
    private static final String DELETED = "{\"success\":true,\"message\":\"deleted\"}";

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void listed(String... refs) {
        var items = new StringBuilder();
        for (String ref : refs) {
            items.append(items.isEmpty() ? "" : ",").append("{\"id\":1,\"ref\":\"" + ref + "\"}");
        }
        server.on("GET /api/v1/keys", 200, "{\"items\":[" + items + "],\"pagination\":{\"has_next\":false}}");
    }

    @Test
    void keysAreListedWithTheFiltersOfTheServer() {
        listed("token");
        assertThat(shell.run("key", "list", "--owner-type", "pack", "--owner", "4")
                        .out())
                .startsWith("Ref    Name  Owner Type  Owner  Encrypted  Created\ntoken");
        assertThat(shell.run("key", "list", "--page", "2", "--per-page", "10", "-q")
                        .out())
                .isEqualTo("token\n");
        assertThat(server.lines())
                .containsExactly(
                        "GET /api/v1/keys?owner=4&owner_type=pack&page=1&per_page=100",
                        "GET /api/v1/keys?page=2&per_page=10");
    }

    @Test
    void whatUsesAKeyIsListed() {
        server.on(
                "GET /api/v1/keys/token/usage",
                200,
                "{\"data\":[{\"kind\":\"rule\",\"ref\":\"ops.r\",\"at\":[\"/action_params/x\",\"/conditions\"]}]}");
        server.on("GET /api/v1/keys/idle/usage", 200, "{\"data\":[]}");

        assertThat(shell.run("key", "usage", "token").out())
                .isEqualTo("Kind  Ref    At\nrule  ops.r  /action_params/x, /conditions\n");
        assertThat(shell.run("key", "usage", "token", "-q").out()).isEqualTo("ops.r\n");
        Done idle = shell.run("key", "usage", "idle");
        assertThat(idle.status()).isZero();
        assertThat(idle.err()).contains("Nothing that you may read uses 'idle'.");
    }

    @ParameterizedTest
    @CsvSource({"table", "wide", "json", "yaml", "jsonl", "csv", "tsv"})
    void aValueIsShownByItsFingerprintInEveryFormat(String format) {
        server.on("GET /api/v1/keys/token", 200, KEY);
        Done done = shell.run("key", "show", "token", "--output", format);
        assertThat(done.out())
                .contains("sha256:1f3fa74b1208842aad0b685f0cd06053a9e84f0eb7f2c1c94c96ea25cb13cd77", "***")
                .doesNotContain(SECRET);
    }

    @Test
    void theValueIsShownWhenAskedForAndPermitted() {
        server.on("GET /api/v1/keys/token", 200, KEY);
        assertThat(shell.run("key", "show", "token", "--decrypt").out()).contains(SECRET);
        assertThat(shell.run("key", "get", "token")).isEqualTo(new Done(0, SECRET + "\n", ""));
        assertThat(shell.run("key", "get", "token", "-n").out()).isEqualTo(SECRET);
        assertThat(shell.run("key", "get", "token", "-j").out()).isEqualTo("\"" + SECRET + "\"\n");
    }

    @Test
    void aValueOneMayNotDecryptIsNotPassedOffAsEmpty() {
        server.on("GET /api/v1/keys/token", 200, UNREADABLE);
        for (String command : new String[] {"key get token", "key show token -d", "key copy token other"}) {
            Done done = shell.run(command.split(" "));
            assertThat(done.status()).as(command).isEqualTo(4);
            assertThat(done.out()).isEmpty();
            assertThat(done.err()).contains("keys:decrypt");
        }
        assertThat(shell.run("key", "show", "token").status()).isZero();
    }

    @Test
    void createTakesTheValueFromAPrompt() {
        server.on("POST /api/v1/keys", 201, KEY);

        Done done = shell.typing(SECRET)
                .run(
                        "key",
                        "create",
                        "--ref",
                        "token",
                        "--name",
                        "Token",
                        "--owner-pack-ref",
                        "ops",
                        "-e",
                        "--ttl",
                        "2h");

        assertThat(done.status()).isZero();
        assertThat(done.out() + done.err()).doesNotContain(SECRET);
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"token\",\"name\":\"Token\",\"owner_type\":\"pack\",\"owner_pack_ref\":\"ops\","
                        + "\"ttl_seconds\":7200,\"encrypted\":true,\"value\":\"" + SECRET + "\"}");
    }

    @Test
    void createTakesTheValueFromFileInputOrEnvironment() throws IOException {
        server.on("POST /api/v1/keys", 201, KEY);
        Files.writeString(home.resolve("pem"), "-----BEGIN\nabc\n-----END\n");

        assertThat(shell.input("from-input\n")
                        .run("key", "create", "--ref", "a", "--value", "-")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).endsWith("\"value\":\"from-input\"}");
        assertThat(shell.run("key", "create", "--ref", "a", "--value-file", "pem")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).endsWith("\"value\":\"-----BEGIN\\nabc\\n-----END\\n\"}");
        assertThat(shell.with("MY_VALUE", "from-env")
                        .run("key", "create", "--ref", "a", "--value-env", "MY_VALUE")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).endsWith("\"value\":\"from-env\"}");
        assertThat(shell.run("key", "create", "--ref", "a", "--value", "x", "--value-file", "pem")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("key", "create", "--ref", "a", "--value-env", "NOT_SET")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("key", "create", "--ref", "a").err()).contains("--value-file");
    }

    /** Text that happens to look like a number stays text (cli.md C15). */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.10        |      | \"1.10\"",
                "true        |      | \"true\"",
                "{\"a\": 1}  |      | {\"a\":1}",
                "{not json   |      | \"{not json\"",
                "{\"a\": 1}  | text | \"{\\\"a\\\": 1}\"",
                "1.10        | json | 1.10",
            })
    void valuesAreTextUnlessTheyAreStructured(String given, String type, String sent) {
        server.on("POST /api/v1/keys", 201, KEY);
        String kind = type == null ? "auto" : type;
        assertThat(shell.run("key", "create", "--ref", "a", "--value", given, "--value-type", kind)
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).endsWith("\"value\":" + sent + "}");
    }

    @Test
    void aSecretOnTheCommandLineIsWarnedAbout() {
        server.on("POST /api/v1/keys", 201, KEY);
        assertThat(shell.run("key", "create", "--ref", "a", "--value", SECRET, "--encrypt")
                        .err())
                .contains("--value-file")
                .doesNotContain(SECRET);
        assertThat(shell.run("key", "create", "--ref", "a", "--value", "plain").err())
                .isEmpty();
    }

    @Test
    void neitherDryRunsNorVerboseOutputShowValues() {
        server.on("POST /api/v1/keys", 201, KEY.replace("\"" + SECRET + "\"", "{\"inner\":\"" + SECRET + "\"}"));
        String value = "{\"inner\":\"" + SECRET + "\"}";
        Done dry = shell.run("key", "create", "--ref", "a", "--value", value, "--dry-run");
        assertThat(dry.out()).contains("\"ref\": \"a\"", "\"value\": \"***\"").doesNotContain(SECRET);
        assertThat(server.requests()).isEmpty();
        Done verbose = shell.run("key", "create", "--ref", "a", "--value", value, "-vvv");
        assertThat(verbose.err()).contains("POST /api/v1/keys").doesNotContain(SECRET);
        assertThat(verbose.out()).doesNotContain(SECRET);
    }

    @Test
    void ownersAreChecked() {
        for (String owner : new String[] {
            "--owner x", "--owner-type pack", "--owner-type pack --owner-action-ref a.b", "--owner x --owner-pack-ref y"
        }) {
            assertThat(shell.run(("key create --ref a --value v " + owner).split(" "))
                            .status())
                    .as(owner)
                    .isEqualTo(2);
        }
        assertThat(server.requests()).isEmpty();
        server.on("POST /api/v1/keys", 201, KEY);
        shell.run("key", "create", "--ref", "a", "--value", "v", "--owner-type", "identity", "--owner", "7");
        assertThat(server.last("POST").body()).contains("\"owner_type\":\"identity\",\"owner_identity\":7");
    }

    @Test
    void setChangesAKeyAndMakesItWhenThereIsNone() {
        server.on("PUT /api/v1/keys/token", 200, KEY)
                .on("PUT /api/v1/keys/fresh", 404, "{\"error\":\"no\",\"code\":\"NOT_FOUND\"}")
                .on("POST /api/v1/keys", 201, KEY);

        assertThat(shell.typing(SECRET).run("key", "set", "token").status()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"value\":\"" + SECRET + "\"}");
        assertThat(shell.input(SECRET)
                        .run("key", "set", "fresh", "--value", "-", "--encrypt")
                        .status())
                .isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"ref\":\"fresh\",\"owner_type\":\"system\",\"encrypted\":true,\"value\":\"" + SECRET
                        + "\",\"name\":\"fresh\"}");
        assertThat(server.lines())
                .containsExactly("PUT /api/v1/keys/token", "PUT /api/v1/keys/fresh", "POST /api/v1/keys");
    }

    @Test
    void updateChangesWhatIsNamed() {
        server.on("PUT /api/v1/keys/token", 200, KEY);
        shell.run("key", "update", "token", "--name", "N", "--encrypted", "true", "--expires-at", "2027-01-01");
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"name\":\"N\",\"encrypted\":true,"
                        + "\"expires_at\":{\"op\":\"set\",\"value\":\"2027-01-01T00:00:00Z\"}}");
        shell.run("key", "update", "token", "--expires-at", "never");
        assertThat(server.last("PUT").body()).isEqualTo("{\"expires_at\":{\"op\":\"clear\"}}");
        assertThat(shell.run("key", "update", "token", "--ttl", "1h", "--expires-at", "never")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("key", "update", "token").status()).isEqualTo(2);
    }

    @Test
    void rotateMakesARandomValueThatIsNotShown() {
        server.on("PUT /api/v1/keys/token", 200, KEY);
        Done done = shell.run("key", "rotate", "token", "--generate");
        assertThat(done.status()).isZero();
        String first = server.last("PUT").body();
        assertThat(first).matches("\\{\"value\":\"[A-Za-z0-9_-]{43}\"}");
        assertThat(done.out()).doesNotContain(first.substring(10, 53));
        shell.run("key", "rotate", "token", "--generate");
        assertThat(server.last("PUT").body()).isNotEqualTo(first);
        assertThat(shell.run("key", "rotate", "token", "--generate=4").status()).isEqualTo(2);
        assertThat(shell.run("key", "rotate", "token", "--generate", "--value", "x")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void copyKeepsOwnerAndSecrecy() {
        server.on("GET /api/v1/keys/token", 200, KEY).on("POST /api/v1/keys", 201, KEY);
        assertThat(shell.run("key", "copy", "token", "other").status()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"ref\":\"other\",\"name\":\"other\",\"owner_type\":\"pack\",\"encrypted\":true,\"value\":\""
                                + SECRET + "\",\"owner_pack_ref\":\"ops\"}");
    }

    @Test
    void deleteTakesRefsOrAPrefixAndAsks() {
        listed("staging_a", "staging_b", "token");
        server.on("DELETE /api/v1/keys/token", 200, DELETED)
                .on("DELETE /api/v1/keys/staging_a", 200, DELETED)
                .on("DELETE /api/v1/keys/staging_b", 200, DELETED);

        assertThat(shell.run("key", "delete", "token").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(shell.run("key", "delete", "token", "--yes").status()).isZero();
        assertThat(shell.typing("yes")
                        .run("key", "delete", "--prefix", "staging_")
                        .err())
                .contains("2 keys are deleted");
        assertThat(server.lines())
                .containsExactly(
                        "DELETE /api/v1/keys/token",
                        "GET /api/v1/keys?page=1&per_page=100",
                        "DELETE /api/v1/keys/staging_a",
                        "DELETE /api/v1/keys/staging_b");
        assertThat(shell.run("key", "delete", "--yes").status()).isEqualTo(2);
        assertThat(shell.run("key", "delete", "--prefix", "none", "--yes").status())
                .isEqualTo(5);
    }

    @Test
    void exportLeavesSecretsOutUnlessTheyGoToAFileOfTheirOwnersOnly() throws IOException {
        listed("token", "limit");
        server.on("GET /api/v1/keys/token", 200, KEY)
                .on(
                        "GET /api/v1/keys/limit",
                        200,
                        "{\"data\":{\"ref\":\"limit\",\"name\":\"limit\",\"owner_type\":\"system\",\"encrypted\":false,\"value\":5}}");

        assertThat(shell.run("key", "export").out())
                .contains("ref: token", "value: 5")
                .doesNotContain(SECRET);
        assertThat(shell.run("key", "export", "--decrypt").status()).isEqualTo(2);
        assertThat(shell.run("key", "export", "--decrypt", "--file", "keys.yaml")
                        .out())
                .isEmpty();
        Path file = home.resolve("keys.yaml");
        assertThat(Files.readString(file)).contains("value: " + SECRET, "owner_pack_ref: ops");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(shell.run("key", "export", "--file", "keys.yaml").status()).isEqualTo(6);
    }

    @Test
    void whatWasExportedCanBeImported() throws IOException {
        listed("token");
        server.on("GET /api/v1/keys/token", 200, KEY).on("PUT /api/v1/keys/token", 200, KEY);
        shell.run("key", "export", "--decrypt", "--file", "keys.json");

        Done done = shell.run("key", "import", "keys.json");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("token", "true").doesNotContain(SECRET);
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"name\":\"Token\",\"value\":\"" + SECRET + "\",\"encrypted\":true}");
    }

    @Test
    void importGoesOnAfterARefusalAndEndsWithIt() {
        server.on("PUT /api/v1/keys/a", 422, "{\"error\":\"too long\",\"code\":\"VALIDATION_ERROR\"}")
                .on("PUT /api/v1/keys/b", 200, KEY);

        Done done = shell.input("a: 1\nb: two\n").run("key", "import", "-", "-j");

        assertThat(done.status()).isEqualTo(7);
        assertThat(done.out())
                .isEqualTo(
                        "[{\"ref\":\"a\",\"stored\":false,\"error\":\"too long\"},{\"ref\":\"b\",\"stored\":true}]\n");
        assertThat(shell.input("- {ref: a}\n").run("key", "import", "-").err()).contains("has no value");
        assertThat(shell.input("text\n").run("key", "import", "-").status()).isEqualTo(2);
    }

    @Test
    void theMasterKeyIsRotatedOnConsent() {
        server.on(
                        "POST /api/v1/encryption/rotate-master",
                        200,
                        "{\"data\":{\"current_master\":\"m2\",\"rewrapped\":3,\"re_encrypting\":true}}")
                .on("GET /api/v1/encryption", 200, "{\"data\":{\"current_master\":\"m2\",\"re_encrypting\":false}}");

        assertThat(shell.run("key", "rotate-master").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(shell.run("key", "rotate-master", "--yes").out()).contains("m2", "3");
        assertThat(server.last("POST").body()).isEqualTo("{\"rotate_data_keys\":false}");
        assertThat(shell.run("key", "rotate-master", "--data-keys", "--yes").err())
                .contains("in the background");
        assertThat(server.last("POST").body()).isEqualTo("{\"rotate_data_keys\":true}");
        assertThat(shell.run("key", "encryption", "-q").out()).isEqualTo("m2\n");
    }
}
