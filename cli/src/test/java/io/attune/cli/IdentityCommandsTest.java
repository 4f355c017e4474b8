package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityCommandsTest {
    private static final String ADA =
            "{\"id\":7,\"login\":\"ada\",\"tenant_ref\":\"ops\",\"operator\":false,\"frozen\":false,\"roles\":[\"on-call\"]}";
    private static final String ADA_WHOLE = """
            {"data":{"id":7,"login":"ada","tenant_ref":"ops","operator":false,"frozen":false,
             "roles":[{"id":31,"role":"on-call","source":"manual"}],
             "direct_permissions":[{"id":41,"permission_set_ref":"core.viewer"}]}}""";
    private static final String TOKEN = """
            {"id":3,"label":"ci","token_prefix":"attune_it_abcdefgh","token_suffix":"uvwxyz","active":true,
             "expires_at":"2026-04-01T12:00:00Z"}""";
    private static final String DONE = "{\"data\":{\"success\":true,\"message\":\"done\"}}";

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

    private void adaIsListed() {
        server.on(
                "GET /api/v1/identities",
                200,
                "{\"items\":[{\"id\":1,\"login\":\"adam\",\"frozen\":true}," + ADA
                        + "],\"pagination\":{\"has_next\":false}}");
    }

    @Test
    void identitiesAreListedAndFiltered() {
        adaIsListed();
        assertThat(shell.run("identity", "list").out()).contains("Login", "ada", "ops", "on-call");
        assertThat(shell.run("identity", "list", "--frozen", "false", "-q").out())
                .isEqualTo("ada\n");
        assertThat(shell.run("identity", "list", "--tenant", "ops", "--name", "AD", "-q")
                        .out())
                .isEqualTo("ada\n");
        assertThat(server.lines().getFirst()).isEqualTo("GET /api/v1/identities?page=1&page_size=100");
    }

    @Test
    void anIdentityIsNamedByLoginOrNumber() {
        adaIsListed();
        server.on("GET /api/v1/identities/7", 200, ADA_WHOLE);

        assertThat(shell.run("identity", "show", "ada").out()).contains("Roles:", "on-call", "core.viewer");
        assertThat(shell.run("identity", "show", "7", "-j").out()).contains("\"direct_permissions\":[{\"id\":41");
        Done unknown = shell.run("identity", "show", "ad");
        assertThat(unknown.status()).isEqualTo(5);
        assertThat(unknown.err()).contains("No identity has the login 'ad'");
    }

    @Test
    void aNewIdentityGetsItsPasswordWithoutShowingIt() {
        server.on("POST /api/v1/identities", 201, ADA_WHOLE);

        Done done = shell.typing("secret-password", "secret-password")
                .run("identity", "create", "ada", "--ask-password", "--tenant", "ops", "--operator");

        assertThat(done.status()).isZero();
        assertThat(done.out() + done.err()).doesNotContain("secret-password");
        assertThat(server.last("POST").body())
                .isEqualTo(
                        "{\"login\":\"ada\",\"password\":\"secret-password\",\"tenant_ref\":\"ops\",\"operator\":true}");
    }

    @Test
    void twoDifferentPasswordsAreRefusedBeforeAnythingIsSent() {
        Done done = shell.typing("first-try", "second-try").run("identity", "create", "ada", "--ask-password");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("differ").doesNotContain("first-try", "second-try");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void aServiceIdentityHasNoPasswordAndIsToldHowToLogIn() {
        server.on("POST /api/v1/identities", 201, ADA_WHOLE);
        Done done = shell.run("identity", "create", "bot", "--attributes", "{\"team\":\"a\"}");
        assertThat(server.last("POST").body()).isEqualTo("{\"login\":\"bot\",\"attributes\":{\"team\":\"a\"}}");
        assertThat(done.err()).contains("attune auth token create --identity-id bot");
    }

    @Test
    void updateSendsWhatChangesAndNothingIsAMistake() {
        server.on("PUT /api/v1/identities/7", 200, ADA_WHOLE);
        assertThat(shell.input("new-password\n")
                        .run("identity", "update", "7", "--password-stdin", "--display-name", "Ada")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"display_name\":\"Ada\",\"password\":\"new-password\"}");
        assertThat(shell.run("identity", "update", "7").status()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "identity freeze 7,                        POST,   /identities/7/freeze",
        "identity unfreeze 7,                      POST,   /identities/7/unfreeze",
        "identity delete 7 --yes,                  DELETE, /identities/7",
        "identity delete 7 --cascade --yes,        DELETE, /identities/7?cascade=true",
        "auth token delete 3 --identity-id 7 -y,   DELETE, /identities/7/integration-tokens/3",
        "identity token delete 3 --identity 7 --yes, DELETE, /identities/7/integration-tokens/3",
    })
    void changesGoToTheirRoute(String command, String method, String path) {
        server.on(method + " /api/v1" + path.replaceAll("\\?.*", ""), 200, DONE);
        Done done = shell.run(command.split(" "));
        assertThat(done.status()).isZero();
        assertThat(done.out()).isEmpty();
        assertThat(server.lines()).containsExactly(method + " /api/v1" + path);
    }

    @Test
    void machinesAreToldThatItIsDone() {
        server.on("POST /api/v1/identities/7/freeze", 200, DONE);
        assertThat(shell.run("identity", "freeze", "7", "-j").out())
                .isEqualTo("{\"success\":true,\"message\":\"Identity '7' is frozen.\"}\n");
    }

    @Test
    void deletingAsks() {
        server.on("DELETE /api/v1/identities/7", 200, DONE);
        assertThat(shell.run("identity", "delete", "7").status()).isEqualTo(2);
        assertThat(shell.typing("no").run("identity", "delete", "7").status()).isEqualTo(1);
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void rolesAreGivenAndTakenByLabel() {
        adaIsListed();
        server.on("POST /api/v1/identities/7/roles", 201, "{\"data\":{\"id\":32,\"identity_id\":7,\"role\":\"dev\"}}")
                .on("GET /api/v1/identities/7", 200, ADA_WHOLE)
                .on("DELETE /api/v1/identities/roles/31", 200, DONE);

        assertThat(shell.run("identity", "role", "add", "ada", "dev", "-q").out())
                .isEqualTo("32\n");
        assertThat(server.last("POST").body()).isEqualTo("{\"role\":\"dev\"}");
        assertThat(shell.run("identity", "role", "remove", "ada", "on-call").status())
                .isZero();
        assertThat(server.last("DELETE").line()).isEqualTo("DELETE /api/v1/identities/roles/31");
        assertThat(shell.run("identity", "role", "remove", "7", "dev").status()).isEqualTo(5);
    }

    @Test
    void aTokenIsShownOnceAndAloneWhenQuiet() {
        server.on("GET /auth/me", 200, "{\"data\":{\"id\":7,\"login\":\"ada\"}}")
                .on(
                        "POST /api/v1/identities/7/integration-tokens",
                        201,
                        "{\"data\":{\"token\":\"attune_it_whole\",\"integration_token\":" + TOKEN + "}}");

        Done done = shell.run("auth", "token", "create", "--label", "ci", "--expires-at", "90d", "--quiet");

        assertThat(done.out()).isEqualTo("attune_it_whole\n");
        assertThat(server.last("POST").body()).isEqualTo("{\"label\":\"ci\",\"expires_at\":\"2026-04-01T12:00:00Z\"}");
        assertThat(shell.run("auth", "token", "create", "--label", "ci", "--for-me", "--identity-id", "ada")
                        .status())
                .isEqualTo(2);
        assertThat(shell.run("auth", "token", "create", "--label", "ci", "--expires-at", "soon")
                        .err())
                .contains("--expires-at takes a point in time", "2026-01-31");
    }

    @Test
    void tokensAreListedByTheirEndsAndRevokedWithAReason() {
        adaIsListed();
        server.on("GET /api/v1/identities/7/integration-tokens", 200, "{\"data\":[" + TOKEN + "]}")
                .on("POST /api/v1/identities/7/integration-tokens/3/revoke", 200, "{\"data\":" + TOKEN + "}");

        assertThat(shell.run("auth", "token", "list", "--identity-id", "ada").out())
                .startsWith("ID  Label  Token                      Active  Expires  Last Used\n")
                .contains("attune_it_abcdefgh…uvwxyz", "in 90d");
        assertThat(shell.run("auth", "token", "revoke", "3", "--identity-id", "7", "--reason", "lost")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"reason\":\"lost\"}");
        assertThat(shell.run("identity", "token", "revoke", "3", "--identity", "7")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{}");
    }

    @Test
    void tenantsAreMadeChangedAndFrozen() {
        String tenant = "{\"id\":2,\"ref\":\"ops\",\"label\":\"Operations\",\"frozen\":false}";
        server.on("GET /api/v1/tenants", 200, "{\"items\":[" + tenant + "],\"pagination\":{\"has_next\":false}}")
                .on("GET /auth/me", 200, "{\"data\":{\"tenant_ref\":\"ops\"}}")
                .on("GET /api/v1/tenants/ops", 200, "{\"data\":" + tenant + "}")
                .on("POST /api/v1/tenants", 201, "{\"data\":" + tenant + "}")
                .on("PUT /api/v1/tenants/ops", 200, "{\"data\":" + tenant + "}");

        assertThat(shell.run("tenant", "list").out()).contains("Ref", "Operations");
        assertThat(shell.run("tenant", "show", "-q").out()).isEqualTo("ops\n");
        assertThat(shell.run("tenant", "create", "web_ops").status()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"ref\":\"web_ops\",\"label\":\"Web Ops\"}");
        assertThat(shell.run("tenant", "update", "ops", "--label", "New").status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"label\":\"New\"}");
        assertThat(shell.run("tenant", "freeze", "ops").status()).isEqualTo(2);
        assertThat(server.last("PUT").body()).isEqualTo("{\"label\":\"New\"}");
        assertThat(shell.run("tenant", "freeze", "ops", "--yes").status()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"frozen\":true}");
        assertThat(shell.run("tenant", "unfreeze", "ops").status()).isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"frozen\":false}");
    }
}
