package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthTest {
    private static final String TOKENS =
            "{\"data\":{\"access_token\":\"access-2\",\"refresh_token\":\"refresh-2\",\"token_type\":\"Bearer\",\"expires_in\":3600}}";
    private static final String EXPIRED = "{\"error\":{\"code\":401,\"message\":\"Authentication token expired\"}}";
    private static final String EMPTY_PAGE =
            "{\"items\":[],\"pagination\":{\"page\":1,\"page_size\":100,\"has_next\":false,\"has_previous\":false}}";

    @TempDir
    Path home;

    private StubServer server;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void loginStoresTheTokensForItsOwnerOnlyAndPrintsNone() throws IOException {
        server.on("GET /auth/settings", 200, "{\"data\":{\"local_password_enabled\":true}}")
                .on("POST /auth/login", 200, TOKENS);
        var shell = new Shell(home).typing("secret-1");

        var done = shell.run("auth", "login", "--username", "ada", "--url", server.url() + "/");

        assertThat(done.status()).isZero();
        assertThat(server.last("POST").body()).isEqualTo("{\"login\":\"ada\",\"password\":\"secret-1\"}");
        assertThat(done.out() + done.err()).contains("ada").doesNotContain("access-2", "refresh-2", "secret-1");
        assertThat(Files.readString(shell.configFile()))
                .contains(
                        "auth_token: access-2",
                        "refresh_token: refresh-2",
                        "api_url: " + server.url(),
                        "username: ada");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.configFile())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(shell.configFile().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void loginTakesThePasswordFromStandardInputAndANewProfile() throws IOException {
        server.on("POST /auth/login", 200, TOKENS);
        var shell = Shell.loggedIn(home, server).input("from-stdin\n");

        var done = shell.run(
                "auth", "login", "-u", "ada", "--password-stdin", "--url", server.url(), "--save-profile", "work");

        assertThat(done.status()).isZero();
        assertThat(server.last("POST").body()).contains("from-stdin");
        assertThat(Files.readString(shell.configFile()))
                .contains("auth_token: access-1", "work:", "auth_token: access-2");
    }

    @Test
    void directoryOnlyServersAreLoggedInThroughTheDirectory() {
        server.on("GET /auth/settings", 200, "{\"data\":{\"local_password_enabled\":false,\"ldap_enabled\":true}}")
                .on("POST /auth/ldap/login", 200, TOKENS);

        var done =
                new Shell(home).with("ATTUNE_PASSWORD", "pw").run("auth", "login", "-u", "ada", "--url", server.url());

        assertThat(done.status()).isZero();
        assertThat(server.lines()).containsExactly("GET /auth/settings", "POST /auth/ldap/login");
    }

    @Test
    void aWrongPasswordSaysSoAndEndsWith3() {
        server.on("POST /auth/login", 401, "{\"error\":\"Invalid login or password\",\"code\":\"UNAUTHORIZED\"}");

        var done = new Shell(home).run("auth", "login", "-u", "ada", "--password", "x", "--url", server.url());

        assertThat(done.status()).isEqualTo(3);
        assertThat(done.err()).startsWith("Error: Invalid login or password\nHint: attune auth login");
    }

    @Test
    void aNeededPasswordWithNobodyToAskIsAUsageError() {
        var done = new Shell(home).run("auth", "login", "-u", "ada", "--url", server.url());

        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("--password-stdin");
    }

    @Test
    void anExpiredTokenIsRenewedOnceAndTheRequestRepeated() throws IOException {
        server.on("GET /api/v1/packs", 401, EXPIRED)
                .on("GET /api/v1/packs", 200, EMPTY_PAGE)
                .on("POST /auth/refresh", 200, TOKENS);
        var shell = Shell.loggedIn(home, server);

        var done = shell.run("pack", "list");

        assertThat(done.status()).isZero();
        assertThat(server.lines())
                .containsExactly(
                        "GET /api/v1/packs?page=1&page_size=100",
                        "POST /auth/refresh",
                        "GET /api/v1/packs?page=1&page_size=100");
        assertThat(server.last("GET").authorization()).isEqualTo("Bearer access-2");
        assertThat(server.last("POST").body()).isEqualTo("{\"refresh_token\":\"refresh-1\"}");
        assertThat(Files.readString(shell.configFile())).contains("auth_token: access-2", "refresh_token: refresh-2");
    }

    @Test
    void aRenewedTokenGoesToTheProfileItCameFrom() throws IOException {
        server.on("GET /api/v1/packs", 401, EXPIRED)
                .on("GET /api/v1/packs", 200, EMPTY_PAGE)
                .on("POST /auth/refresh", 200, TOKENS);
        var shell = new Shell(home).config("""
                profile: active
                profiles:
                  active: {api_url: "http://127.0.0.1:9", auth_token: keep-access, refresh_token: keep-refresh}
                  other: {api_url: "%s", auth_token: old, refresh_token: refresh-1}
                """.formatted(server.url()));

        assertThat(shell.run("--profile", "other", "pack", "list").status()).isZero();

        assertThat(Files.readString(shell.configFile())).contains("keep-access", "keep-refresh", "access-2");
    }

    @Test
    void tokensOfTheEnvironmentNeverReachTheDisk() throws IOException {
        server.on("GET /api/v1/packs", 401, EXPIRED)
                .on("GET /api/v1/packs", 200, EMPTY_PAGE)
                .on("POST /auth/refresh", 200, TOKENS);
        var shell = Shell.loggedIn(home, server)
                .with("ATTUNE_AUTH_TOKEN", "env-access")
                .with("ATTUNE_REFRESH_TOKEN", "env-refresh");

        assertThat(shell.run("pack", "list").status()).isZero();

        assertThat(server.requests().getFirst().authorization()).isEqualTo("Bearer env-access");
        assertThat(Files.readString(shell.configFile())).contains("access-1").doesNotContain("access-2");
    }

    @Test
    void aRefusedRefreshSaysHowToLogIn() {
        server.on("GET /api/v1/packs", 401, EXPIRED)
                .on("POST /auth/refresh", 401, "{\"error\":\"Invalid refresh token\",\"code\":\"UNAUTHORIZED\"}");

        var done = Shell.loggedIn(home, server).run("pack", "list");

        assertThat(done.status()).isEqualTo(3);
        assertThat(done.err()).contains("Authentication token expired", "attune auth login");
    }

    @Test
    void aStoredTokenIsNotSentToAnotherServer() {
        server.on("GET /api/v1/packs", 401, EXPIRED);
        var done = Shell.loggedIn(home, server).config("""
                        profiles:
                          default: {api_url: "https://elsewhere.example", auth_token: secret-token}
                        """).run("--api-url", server.url(), "pack", "list");

        assertThat(done.status()).isEqualTo(3);
        assertThat(server.last("GET").authorization()).isEqualTo("null");
    }

    @Test
    void whoamiShowsThePermissions() {
        server.on("GET /auth/me", 200, """
                {"data":{"id":1,"login":"ada","tenant_ref":"home","operator":true,
                 "effective_permissions":[{"resource":"packs","actions":["read","install"]}]}}""");

        var done = Shell.loggedIn(home, server).run("auth", "whoami");

        assertThat(done.out()).contains("Login:", "ada", "Tenant:", "home", "packs     read, install");
    }

    @Test
    void logoutForgetsTheTokensAndKeepsTheProfile() throws IOException {
        server.on("GET /auth/logout", 307, "", java.util.Map.of("Location", "/login"));
        var shell = Shell.loggedIn(home, server);

        assertThat(shell.run("auth", "logout").status()).isZero();

        assertThat(Files.readString(shell.configFile())).contains(server.url()).doesNotContain("access-1", "refresh-1");
    }

    @Test
    void refreshRenewsNow() throws IOException {
        server.on("POST /auth/refresh", 200, TOKENS);
        var shell = Shell.loggedIn(home, server);

        assertThat(shell.run("auth", "refresh").status()).isZero();
        assertThat(Files.readString(shell.configFile())).contains("access-2", "refresh-2");
    }
}
