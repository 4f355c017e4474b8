package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.Shell.Done;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PermissionCommandsTest {
    private static final String SETS = """
            [{"id":11,"ref":"core.viewer","pack_ref":"core","label":"Viewer",
              "grants":[{"resource":"rules","actions":["read"]}],"roles":[{"id":51,"role":"on-call"}]},
             {"id":12,"ref":"core.editor","pack_ref":"core","label":"Editor",
              "grants":[{"resource":"rules","actions":["read","update"],"constraints":{"pack_refs":["ops"]}}],"roles":[]}]""";
    private static final String ADA = """
            {"data":{"id":7,"login":"ada","tenant_ref":"ops","operator":false,
             "roles":[{"id":31,"role":"on-call"}],"direct_permissions":[{"id":41,"permission_set_ref":"core.editor"}]}}""";
    private static final String DONE = "{\"data\":{\"success\":true,\"message\":\"done\"}}";

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        server.on("GET /api/v1/permissions/sets", 200, SETS)
                .on("GET /api/v1/identities/7", 200, ADA)
                .on(
                        "GET /api/v1/identities",
                        200,
                        "{\"items\":[{\"id\":7,\"login\":\"ada\",\"roles\":[\"on-call\",\"dev\"]}],\"pagination\":{\"has_next\":false}}");
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void setsAreListedAndShownWithTheirGrants() {
        assertThat(shell.run("permission", "set", "list").out()).contains("core.viewer", "on-call");
        assertThat(shell.run("permission", "set", "list", "--pack", "core", "-q")
                        .out())
                .isEqualTo("core.viewer\ncore.editor\n");
        assertThat(server.lines()).contains("GET /api/v1/permissions/sets?pack_ref=core");
        assertThat(shell.run("permission", "set", "show", "core.editor").out())
                .contains("Grants:", "read, update", "{\"pack_refs\":[\"ops\"]}");
        assertThat(shell.run("permission", "set", "show", "core.none").status()).isEqualTo(5);
    }

    @Test
    void changingTheLabelKeepsTheGrants() {
        server.on("PUT /api/v1/permissions/sets/11", 200, "{\"data\":{\"id\":11,\"ref\":\"core.viewer\"}}");

        assertThat(shell.run("permission", "set", "update", "core.viewer", "--label", "Look")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body())
                .isEqualTo("{\"grants\":[{\"resource\":\"rules\",\"actions\":[\"read\"]}],\"label\":\"Look\"}");
        assertThat(shell.input("[]")
                        .run("permission", "set", "update", "11", "--grants", "@-")
                        .status())
                .isZero();
        assertThat(server.last("PUT").body()).isEqualTo("{\"grants\":[]}");
        assertThat(shell.run("permission", "set", "update", "11").status()).isEqualTo(2);
    }

    @Test
    void aSetIsGivenToAnIdentityOrARole() {
        server.on(
                        "POST /api/v1/permissions/assignments",
                        201,
                        "{\"data\":{\"id\":42,\"permission_set_ref\":\"core.viewer\",\"identity_id\":7}}")
                .on("POST /api/v1/permissions/sets/11/roles", 201, "{\"data\":{\"id\":52,\"role\":\"dev\"}}");

        assertThat(shell.run("permission", "grant", "core.viewer", "--identity", "ada", "-q")
                        .out())
                .isEqualTo("42\n");
        assertThat(server.last("POST").body())
                .isEqualTo("{\"permission_set_ref\":\"core.viewer\",\"identity_login\":\"ada\"}");
        assertThat(shell.run("permission", "assignment", "add", "core.viewer", "7")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"permission_set_ref\":\"core.viewer\",\"identity_id\":7}");
        assertThat(shell.run("permission", "grant", "core.viewer", "--role", "dev", "-q")
                        .out())
                .isEqualTo("52\n");
        assertThat(server.last("POST").line()).isEqualTo("POST /api/v1/permissions/sets/11/roles");
        assertThat(shell.run("permission", "grant", "core.viewer").status()).isEqualTo(2);
        assertThat(shell.run("permission", "grant", "core.viewer", "--role", "r", "--identity", "i")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void whatWasGivenIsTakenByName() {
        server.on(
                        "GET /api/v1/identities/7/permissions",
                        200,
                        "[{\"id\":41,\"permission_set_ref\":\"core.editor\",\"identity_id\":7}]")
                .on("DELETE /api/v1/permissions/assignments/41", 200, DONE)
                .on("DELETE /api/v1/permissions/sets/roles/51", 200, DONE);

        assertThat(shell.run("permission", "assignment", "list", "--identity", "ada", "-q")
                        .out())
                .isEqualTo("core.editor\n");
        assertThat(shell.run("permission", "assignment", "remove", "core.editor", "ada", "--yes")
                        .status())
                .isZero();
        assertThat(server.last("DELETE").line()).isEqualTo("DELETE /api/v1/permissions/assignments/41");
        assertThat(shell.run("role", "unbind", "on-call", "core.viewer", "--yes")
                        .status())
                .isZero();
        assertThat(server.last("DELETE").line()).isEqualTo("DELETE /api/v1/permissions/sets/roles/51");
        Done notHeld = shell.run("permission", "assignment", "remove", "core.viewer", "ada", "--yes");
        assertThat(notHeld.status()).isEqualTo(5);
        assertThat(notHeld.err()).contains("does not hold 'core.viewer' itself");
        assertThat(shell.run("role", "unbind", "dev", "core.viewer", "--yes").status())
                .isEqualTo(5);
    }

    @Test
    void takingAwayAsks() {
        assertThat(shell.run("role", "unbind", "on-call", "core.viewer").status())
                .isEqualTo(2);
        assertThat(server.requests()).noneMatch(request -> request.method().equals("DELETE"));
    }

    @Test
    void rolesAreWhatSetsAndIdentitiesKnowOf() {
        assertThat(shell.run("role", "list", "-j").out())
                .isEqualTo("[{\"role\":\"dev\",\"permission_set_refs\":[],\"logins\":[\"ada\"]},"
                        + "{\"role\":\"on-call\",\"permission_set_refs\":[\"core.viewer\"],\"logins\":[\"ada\"]}]\n");
        assertThat(shell.run("role", "show", "on-call").out()).contains("core.viewer", "ada");
        assertThat(shell.run("role", "show", "nobody").status()).isEqualTo(5);
    }

    @Test
    void checkNamesTheGrantsAndTheirConstraints() {
        Done update = shell.run("permission", "check", "update", "rule", "--identity", "7");
        assertThat(update.status()).isZero();
        assertThat(update.out())
                .contains("Allowed:   true", "core.editor", "assignment", "pack_refs")
                .doesNotContain("core.viewer");
        assertThat(shell.run("permission", "check", "read", "rules", "--identity", "7")
                        .out())
                .contains("role on-call");
        Done delete = shell.run("permission", "check", "delete", "rules", "--identity", "7");
        assertThat(delete.status()).isEqualTo(1);
        assertThat(delete.out()).contains("Allowed:   false");
    }

    @Test
    void whoCanListsEveryHolderWithItsWay() {
        assertThat(shell.run("permission", "who-can", "read", "rules").out())
                .contains("ada", "core.viewer", "role on-call", "core.editor", "assignment");
        assertThat(shell.run("permission", "who-can", "delete", "rules", "-j").out())
                .isEqualTo("[]\n");
    }

    @Test
    void canIAnswersYesOrNoInWordsAndExitCode() {
        server.on("GET /auth/me", 200, """
                {"data":{"id":1,"operator":false,"effective_permissions":[{"resource":"rules","actions":["read"]}]}}""");

        assertThat(shell.run("auth", "can-i", "read", "rules")).isEqualTo(new Done(0, "yes\n", ""));
        assertThat(shell.run("auth", "can-i", "update", "rule")).isEqualTo(new Done(1, "no\n", ""));
        assertThat(shell.run("auth", "can-i", "read", "rules/ops.r").err()).contains("ops.r");
        assertThat(shell.run("auth", "can-i", "update", "rules", "--as", "ada").out())
                .isEqualTo("yes\n");
        assertThat(shell.run("auth", "can-i", "read", "rules", "-j").out())
                .isEqualTo("{\"action\":\"read\",\"resource\":\"rules\",\"allowed\":true}\n");
    }

    @Test
    void operatorsMayEverything() {
        server.on("GET /auth/me", 200, "{\"data\":{\"id\":1,\"operator\":true,\"effective_permissions\":[]}}");
        assertThat(shell.run("auth", "can-i", "delete", "keys").status()).isZero();
    }
}
