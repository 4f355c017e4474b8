package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.concurrent.CopyOnWriteArrayList;
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

    @Test
    void anIntegrationTokenIsExchangedAndNotStored() throws IOException {
        server.on(
                "POST /auth/token-login",
                200,
                TOKENS.replace("\"token_type\"", "\"user\":{\"login\":\"bot\"},\"token_type\""));
        var shell = new Shell(home).typing("attune_it_secret");

        var done = shell.run("auth", "token-login", "--url", server.url(), "--save-profile", "ci");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("bot");
        assertThat(server.last("POST").body()).isEqualTo("{\"token\":\"attune_it_secret\"}");
        assertThat(Files.readString(shell.configFile()))
                .contains("auth_method: token", "username: bot", "access-2")
                .doesNotContain("attune_it_secret");
    }

    @Test
    void directoryLoginIsAskedForByName() {
        server.on("POST /auth/ldap/login", 200, TOKENS);
        var done = new Shell(home).typing("pw").run("auth", "ldap-login", "-u", "ada", "--url", server.url());
        assertThat(done.status()).isZero();
        assertThat(server.lines()).containsExactly("POST /auth/ldap/login");
    }

    @Test
    void singleSignOnTakesTheTokensThatTheBrowserDelivers() throws IOException {
        server.on("GET /auth/me", 200, "{\"data\":{\"login\":\"jane\"}}");
        var answers = new CopyOnWriteArrayList<Integer>();
        var shell = new Shell(home).browsing(page -> {
            String callback = URLDecoder.decode(
                    page.getRawQuery().substring("cli_redirect_uri=".length()), StandardCharsets.UTF_8);
            Thread.ofVirtual().start(() -> {
                answers.add(post(callback.replaceAll("/callback/.*", "/callback/guessed"), "access_token=evil"));
                answers.add(post(callback, "access_token=access-3&refresh_token=refresh%2B3&expires_in=3600"));
            });
            return true;
        });

        var done = shell.run("auth", "sso-login", "--url", server.url());

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("jane");
        assertThat(answers).first().isEqualTo(404);
        assertThat(server.last("GET").authorization()).isEqualTo("Bearer access-3");
        assertThat(Files.readString(shell.configFile()))
                .contains("access-3", "refresh+3", "auth_method: sso", "username: jane");
    }

    private static int post(String address, String form) {
        try {
            var http = (HttpURLConnection) URI.create(address).toURL().openConnection();
            http.setDoOutput(true);
            http.getOutputStream().write(form.getBytes(StandardCharsets.UTF_8));
            return http.getResponseCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSingleSignOnThatNobodyFinishesEnds() {
        var done =
                new Shell(home).run("auth", "sso-login", "--url", server.url(), "--no-browser", "--timeout", "100ms");
        assertThat(done.status()).isEqualTo(124);
        assertThat(done.err()).contains("/auth/oidc/login?cli_redirect_uri=http%3A%2F%2F127.0.0.1%3A");
    }

    @Test
    void registeringLogsIn() throws IOException {
        server.on("POST /auth/register", 200, TOKENS);
        var shell = new Shell(home).typing("new-password", "new-password");

        var done = shell.run("auth", "register", "-u", "ada", "--display-name", "Ada", "--url", server.url());

        assertThat(done.status()).isZero();
        assertThat(server.last("POST").body())
                .isEqualTo("{\"login\":\"ada\",\"password\":\"new-password\",\"display_name\":\"Ada\"}");
        assertThat(server.last("POST").authorization()).isEqualTo("null");
        assertThat(Files.readString(shell.configFile())).contains("access-2").doesNotContain("new-password");
    }

    @Test
    void thePasswordIsChangedFromPromptOrInput() {
        server.on("POST /auth/change-password", 200, "{\"data\":{\"success\":true}}");
        var shell = Shell.loggedIn(home, server);

        assertThat(shell.typing("old-one", "new-one", "new-one")
                        .run("auth", "change-password")
                        .status())
                .isZero();
        String sent = "{\"current_password\":\"old-one\",\"new_password\":\"new-one\"}";
        assertThat(server.last("POST").body()).isEqualTo(sent);
        assertThat(shell.input("old-one\nnew-one\n")
                        .run("auth", "change-password", "--password-stdin")
                        .status())
                .isZero();
        assertThat(server.last("POST").body()).isEqualTo(sent);
        assertThat(shell.input("one line\n")
                        .run("auth", "change-password", "--password-stdin")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void ownNameIsChanged() {
        server.on("PUT /auth/me", 200, "{\"data\":{\"id\":1,\"login\":\"ada\",\"display_name\":\"Ada\"}}");
        assertThat(Shell.loggedIn(home, server)
                        .run("auth", "update", "--display-name", "Ada")
                        .out())
                .contains("Ada");
        assertThat(server.last("PUT").body()).isEqualTo("{\"display_name\":\"Ada\"}");
    }

    @Test
    void statusSaysWhetherTheServerTakesTheLogin() {
        server.on("GET /auth/me", 200, "{\"data\":{\"login\":\"ada\"}}").on("GET /auth/me", 401, EXPIRED);
        var shell = Shell.loggedIn(home, server);

        assertThat(shell.run("auth", "status").out()).contains("ada", "profile", "Accepted:    true");
        var refused = shell.with("ATTUNE_AUTH_TOKEN", "other").run("auth", "status");
        assertThat(refused.status()).isEqualTo(3);
        assertThat(refused.out()).contains("environment", "false");
        assertThat(refused.err()).contains("expired");
    }

    @Test
    void theTokenIsPrintedForScriptsAndMaskedOnATerminal() {
        var shell = Shell.loggedIn(home, server);
        assertThat(shell.run("auth", "print-token").out()).isEqualTo("access-1\n");
        shell.terminal(80);
        assertThat(shell.run("auth", "print-token").out()).isEqualTo("***\n");
        assertThat(shell.run("auth", "print-token", "--show").out()).isEqualTo("access-1\n");
        assertThat(new Shell(home.resolve("new")).run("auth", "print-token").status())
                .isEqualTo(3);
    }

    @Test
    void aTokenWhoseTimeIsOverIsRenewedBeforeItIsPrinted() {
        server.on("POST /auth/refresh", 200, TOKENS);
        String claims = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"exp\":1000}".getBytes(StandardCharsets.UTF_8));
        var shell = new Shell(home)
                .config("profiles:\n  default: {api_url: \"%s\", auth_token: h.%s.s, refresh_token: r}\n"
                        .formatted(server.url(), claims));
        assertThat(shell.run("auth", "print-token").out()).isEqualTo("access-2\n");
    }

    @Test
    void switchMakesAProfileTheActiveOne() throws IOException {
        var shell = new Shell(home).config("profiles:\n  default: {}\n  work: {}\n");
        assertThat(shell.run("auth", "switch", "work").status()).isZero();
        assertThat(Files.readString(shell.configFile())).contains("profile: work");
        assertThat(shell.typing("default").run("auth", "switch").status()).isZero();
        assertThat(shell.run("auth", "switch", "nowhere").status()).isEqualTo(2);
    }

    @Test
    void theSigningKeyIsRotatedOnConsent() {
        server.on(
                "POST /api/v1/signing-keys/rotate",
                200,
                "{\"data\":{\"key_id\":\"k2\",\"previous\":[{\"key_id\":\"k1\",\"good_until\":\"2026-01-08T12:00:00Z\"}]}}");
        var shell = Shell.loggedIn(home, server);
        assertThat(shell.run("auth", "rotate-signing-key").status()).isEqualTo(2);
        assertThat(server.requests()).isEmpty();
        assertThat(shell.run("auth", "rotate-signing-key", "--yes").out())
                .contains("k2", "Still accepted:", "k1", "in 7d");
    }

    @Test
    void aCommandCanGiveTheToken() {
        server.on("GET /auth/me", 200, "{\"data\":{\"login\":\"ada\"}}");
        String profile = "profiles:\n  default: {api_url: \"%s\", credential_command: \"%s\"}\n";
        var shell = new Shell(home).config(profile.formatted(server.url(), "echo given-token"));
        assertThat(shell.run("auth", "whoami").status()).isZero();
        assertThat(server.last("GET").authorization()).isEqualTo("Bearer given-token");

        var failing = shell.config(profile.formatted(server.url(), "echo half; exit 3"))
                .run("auth", "whoami");
        assertThat(failing.status()).isEqualTo(3);
        assertThat(failing.err()).contains("credential_command", "3").doesNotContain("half");
        assertThat(shell.config(profile.formatted(server.url(), "true"))
                        .run("auth", "whoami")
                        .status())
                .isEqualTo(3);
    }
}
