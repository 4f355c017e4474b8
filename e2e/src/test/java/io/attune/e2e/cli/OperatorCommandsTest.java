package io.attune.e2e.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.e2e.harness.Cli;
import io.attune.e2e.harness.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does from the command line: let people and programs in, keep secrets, look at who did what. */
class OperatorCommandsTest {
    private static final String SECRET = "s3cr3t-that-nobody-sees";
    private static final String PASSWORD = "a-long-enough-password";

    private static Platform platform;

    @TempDir
    static Path homes;

    private static Cli operator;

    @BeforeAll
    static void startPlatform() {
        platform = Platform.up();
        operator = new Cli(platform, homes.resolve("operator")).login(Platform.LOGIN, Platform.PASSWORD);
    }

    @AfterAll
    static void stopPlatform() {
        platform.close();
    }

    /** A person in a tenant of their own, logged in. */
    private static Cli person(String login, String tenant) {
        operator.attune("tenant", "create", tenant, "--label", "Tenant of " + login)
                .expect(0);
        operator.fed(PASSWORD + "\n", "identity", "create", login, "--tenant", tenant, "--password-stdin")
                .expect(0);
        return new Cli(platform, homes.resolve(login)).login(login, PASSWORD);
    }

    @Test
    void somebodyIsLetInGivenRightsAndShutOutAgain() {
        var ada = person("ada", "ada_team");
        assertThat(ada.attune("auth", "whoami").expect(0).out()).contains("ada_team");
        ada.attune("rule", "list").expect(4);
        assertThat(ada.attune("auth", "can-i", "read", "rules").expect(1).out()).isEqualTo("no\n");

        operator.attune("permission", "grant", "core.viewer", "--identity", "ada")
                .expect(0);
        ada.attune("rule", "list").expect(0);
        ada.attune("auth", "can-i", "read", "rule").expect(0);
        ada.attune("auth", "can-i", "update", "rules").expect(1);
        assertThat(operator.attune("permission", "check", "read", "rules", "--identity", "ada")
                        .expect(0)
                        .out())
                .contains("core.viewer", "assignment");
        operator.attune("permission", "check", "update", "rules", "--identity", "ada")
                .expect(1);

        operator.attune("role", "bind", "ada_editors", "core.editor").expect(0);
        operator.attune("identity", "role", "add", "ada", "ada_editors").expect(0);
        ada.attune("auth", "can-i", "update", "rules").expect(0);
        assertThat(operator.attune("-j", "role", "show", "ada_editors")
                        .expect(0)
                        .json())
                .hasToString(
                        "{\"role\":\"ada_editors\",\"permission_set_refs\":[\"core.editor\"],\"logins\":[\"ada\"]}");
        assertThat(operator.attune("permission", "who-can", "update", "rules")
                        .expect(0)
                        .out())
                .contains("role ada_editors");
        operator.attune("identity", "role", "remove", "ada", "ada_editors").expect(0);
        operator.attune("role", "unbind", "ada_editors", "core.editor", "--yes").expect(0);
        ada.attune("auth", "can-i", "update", "rules").expect(1);

        operator.attune("permission", "assignment", "remove", "core.viewer", "ada", "--yes")
                .expect(0);
        ada.attune("rule", "list").expect(4);
        operator.attune("identity", "freeze", "ada").expect(0);
        assertThat(ada.attune("auth", "whoami").exit()).isIn(3, 4);
        operator.attune("identity", "unfreeze", "ada").expect(0);
        ada.login("ada", PASSWORD).attune("auth", "whoami").expect(0);

        operator.attune("tenant", "freeze", "ada_team").expect(2);
        ada.attune("auth", "whoami").expect(0);
        operator.attune("tenant", "freeze", "ada_team", "--yes").expect(0);
        assertThat(ada.attune("auth", "whoami").exit()).isIn(3, 4);
        operator.attune("tenant", "unfreeze", "ada_team").expect(0);
        ada.login("ada", PASSWORD).attune("auth", "whoami").expect(0);

        operator.attune("identity", "delete", "ada").expect(2);
        operator.attune("identity", "delete", "ada", "--yes").expect(0);
        assertThat(ada.attune("auth", "whoami").exit()).isIn(3, 5);
    }

    @Test
    void aProgramLogsInWithATokenUntilItIsRevoked() throws IOException {
        operator.attune("tenant", "create", "robots").expect(0);
        operator.attune("identity", "create", "bot", "--tenant", "robots").expect(0);
        var token = operator.attune(
                        "auth", "token", "create", "--identity-id", "bot", "--label", "ci", "--expires-at", "90d", "-q")
                .expect(0)
                .out()
                .strip();
        assertThat(token).startsWith("attune_it_");
        var home = homes.resolve("bot");
        var bot = new Cli(platform, home);
        var login = bot.fed(token, "auth", "token-login", "--token", "@-").expect(0);
        assertThat(login.all()).contains("bot").doesNotContain(token);
        assertThat(Files.readString(home.resolve(".config/attune/config.yaml"))).doesNotContain(token);
        assertThat(bot.attune("auth", "whoami", "-q").expect(0).out()).isEqualTo("bot\n");
        assertThat(bot.attune("auth", "status").expect(0).out()).contains("token");

        var listed =
                operator.attune("auth", "token", "list", "--identity-id", "bot").expect(0);
        assertThat(listed.all()).contains("ci", token.substring(0, 12)).doesNotContain(token);
        var id = operator.attune("-q", "auth", "token", "list", "--identity-id", "bot")
                .expect(0)
                .out()
                .strip();
        operator.attune("auth", "token", "revoke", id, "--identity-id", "bot", "--reason", "done")
                .expect(0);
        bot.attune("auth", "whoami").expect(3);
        bot.fed(token, "auth", "token-login", "--token", "@-").expect(3);
        operator.attune("auth", "token", "delete", id, "--identity-id", "bot", "-y")
                .expect(0);
    }

    @Test
    void secretsAreKeptAndShownOnlyToWhoAsksAndMay() throws IOException {
        var grace = person("grace", "grace_team");
        operator.attune("permission", "grant", "core.admin", "--identity", "grace")
                .expect(0);
        var linus = new Cli(platform, homes.resolve("linus"));
        operator.fed(PASSWORD, "identity", "create", "linus", "--tenant", "grace_team", "--password-stdin")
                .expect(0);
        operator.attune("permission", "grant", "core.viewer", "--identity", "linus")
                .expect(0);
        linus.login("linus", PASSWORD);

        var made = grace.fed(SECRET + "\n", "key", "set", "grace_token", "--encrypt", "--value", "-")
                .expect(0);
        assertThat(made.all()).contains("grace_token", "sha256:").doesNotContain(SECRET);
        for (var format : new String[] {"table", "wide", "json", "yaml", "jsonl", "csv"}) {
            for (var command : new String[][] {{"key", "list"}, {"key", "show", "grace_token"}, {"key", "export"}}) {
                var words = new ArrayList<>(List.of(command));
                words.addAll(List.of("-o", format, "-vvv"));
                assertThat(grace.attune(words.toArray(String[]::new)).expect(0).all())
                        .contains("grace_token")
                        .doesNotContain(SECRET);
            }
        }
        assertThat(grace.attune("key", "get", "grace_token").expect(0).out()).isEqualTo(SECRET + "\n");
        assertThat(linus.attune("key", "list", "-q").expect(0).out()).isEqualTo("grace_token\n");
        var refused = linus.attune("key", "get", "grace_token").expect(4);
        assertThat(refused.all()).contains("keys:decrypt").doesNotContain(SECRET);
        assertThat(operator.attune("key", "get", "grace_token").expect(5).all())
                .as("not even an operator sees the keys of another tenant")
                .doesNotContain(SECRET);

        grace.attune("key", "copy", "grace_token", "grace_token_old").expect(0);
        grace.attune("key", "rotate", "grace_token", "--generate").expect(0);
        assertThat(grace.attune("key", "get", "grace_token").expect(0).out())
                .hasSize(44)
                .doesNotContain(SECRET);
        assertThat(grace.attune("key", "get", "grace_token_old", "-n").expect(0).out())
                .isEqualTo(SECRET);
        var file = homes.resolve("grace").resolve("keys.yaml");
        grace.attune("key", "export", "--prefix", "grace_token_old", "--decrypt", "--file", file.toString())
                .expect(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        grace.attune("key", "delete", "grace_token_old").expect(2);
        grace.attune("key", "delete", "grace_token_old", "--yes").expect(0);
        grace.attune("key", "show", "grace_token_old").expect(5);
        grace.attune("key", "import", file.toString()).expect(0);
        assertThat(grace.attune("key", "get", "grace_token_old").expect(0).out())
                .isEqualTo(SECRET + "\n");
        assertThat(grace.attune("-j", "key", "show", "grace_token_old")
                        .expect(0)
                        .json()
                        .path("encrypted")
                        .asBoolean())
                .isTrue();

        operator.attune("key", "rotate-master").expect(2);
        var before = operator.attune("key", "encryption", "-q").expect(0).out();
        operator.attune("key", "rotate-master", "--data-keys", "--yes").expect(0);
        assertThat(operator.attune("key", "encryption", "-q").expect(0).out()).isNotEqualTo(before);
        assertThat(grace.attune("key", "get", "grace_token_old").expect(0).out())
                .isEqualTo(SECRET + "\n");
        grace.attune("key", "rotate-master", "--yes").expect(4);
    }

    @Test
    void theSigningKeyIsChangedWithoutLoggingAnybodyOut() {
        var rotated = operator.attune("-j", "auth", "rotate-signing-key", "--yes")
                .expect(0)
                .json();
        assertThat(rotated.path("key_id").asText()).isNotEmpty();
        operator.attune("auth", "whoami").expect(0);
        operator.attune("auth", "refresh").expect(0);
        operator.attune("auth", "whoami").expect(0);
    }

    @Test
    void theAuditLogTellsWhoDidWhatAndThatItIsWhole() {
        var mallory = person("mallory", "mallory_team");
        mallory.attune("identity", "list").expect(4);
        operator.attune("permission", "grant", "core.admin", "--identity", "mallory")
                .expect(0);

        var denied = mallory.attune("-j", "audit", "list", "--outcome", "denied", "--event-type", "rbac.denied")
                .expect(0)
                .json();
        assertThat(denied)
                .isNotEmpty()
                .allSatisfy(record ->
                        assertThat(record.path("actor_login").asText()).isEqualTo("mallory"));
        var record = denied.get(0);
        assertThat(mallory.attune("audit", "show", record.path("id").asText())
                        .expect(0)
                        .out())
                .contains("rbac.denied", "mallory");
        assertThat(mallory.attune("audit", "chain", record.path("request_id").asText(), "-q")
                        .expect(0)
                        .out()
                        .lines())
                .contains(record.path("id").asText());
        assertThat(mallory.attune("audit", "list", "--since", "1h", "--actor-login", "mall")
                        .expect(0)
                        .out())
                .contains("rbac.denied");
        assertThat(mallory.attune("audit", "export", "--event-type", "rbac.denied")
                        .expect(0)
                        .out()
                        .lines())
                .hasSameSizeAs(denied);
        assertThat(mallory.attune("audit", "verify").expect(0).out()).contains("Valid:", "true");
        mallory.attune("audit", "verify", "--tenant", "default").expect(4);
        operator.attune("audit", "verify", "--tenant", "mallory_team").expect(0);
        operator.attune("audit", "verify", "--without-tenant").expect(0);
    }
}
