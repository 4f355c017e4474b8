package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.cli.profile.ConfigFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    @TempDir
    Path home;

    @Test
    void profilesAreAddedUsedShownAndRemoved() throws IOException {
        var shell = new Shell(home);
        assertThat(shell.run("config", "add-profile", "work", "-a", "https://work.example/", "-d", "Office")
                        .status())
                .isZero();
        assertThat(shell.run("config", "profiles", "-q").out()).isEqualTo("default\nwork\n");
        assertThat(shell.run("config", "use", "work").status()).isZero();
        assertThat(shell.run("config", "current", "-q").out()).isEqualTo("work\n");
        assertThat(shell.run("config", "remove-profile", "work").status()).isEqualTo(6);
        assertThat(shell.run("config", "remove-profile", "default").status()).isEqualTo(6);
        assertThat(shell.run("config", "use", "default").status()).isZero();
        assertThat(shell.run("config", "remove-profile", "work").status()).isZero();
        assertThat(Files.readString(shell.configFile())).doesNotContain("work");
    }

    @Test
    void changingAProfileKeepsItsLogin() throws IOException {
        var shell = new Shell(home).config("profiles:\n  work: {api_url: \"http://a\", auth_token: kept}\n");
        assertThat(shell.run("config", "add-profile", "work", "--api-url", "http://b")
                        .status())
                .isZero();
        assertThat(Files.readString(shell.configFile())).contains("auth_token: kept", "api_url: http://b");
    }

    @Test
    void tokensAreNeverShown() {
        var shell = new Shell(home).config("profiles:\n  default: {auth_token: secret-a, refresh_token: secret-r}\n");
        for (String command : new String[] {"list", "profiles", "current", "show-profile default", "get auth_token"}) {
            for (String format : new String[] {"table", "json", "yaml", "csv"}) {
                assertThat(shell.run(("config " + command + " --output " + format).split(" "))
                                .out())
                        .isNotEmpty()
                        .doesNotContain("secret");
            }
        }
        assertThat(shell.run("config", "get", "auth_token").out()).isEqualTo("***\n");
        assertThat(shell.run("config", "set", "auth_token", "x").status()).isEqualTo(2);
    }

    @Test
    void settingsHaveTheirOldNamesToo() {
        var shell = new Shell(home);
        assertThat(shell.run("config", "set", "output_format", "yaml").status()).isZero();
        assertThat(shell.run("config", "get", "default_output_format").out()).isEqualTo("format: yaml\n");
        assertThat(shell.run("config", "set", "format", "xml").status()).isEqualTo(2);
        assertThat(shell.run("config", "get", "colour").err()).contains("Unknown setting 'colour'", "api_url");
    }

    @Test
    void filesOfOlderVersionsAreRead() {
        var shell = new Shell(home).config("api_url: http://old.example\nauth_token: t\ncurrent_profile: default\n");
        assertThat(shell.run("config", "show-profile", "-j").out())
                .contains("\"api_url\":\"http://old.example\"", "\"logged_in\":true");
    }

    @Test
    void aFileOthersCanReadIsWarnedAboutAndCorrected() throws IOException {
        var shell = new Shell(home).config("profiles:\n  default: {auth_token: t}\n");
        Files.setPosixFilePermissions(shell.configFile(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(shell.run("config", "current").err()).contains("Warning:", "can be read by others");
        shell.run("config", "set", "format", "json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shell.configFile())))
                .isEqualTo("rw-------");
    }

    @Test
    void aBrokenFileIsNamedWithItsMistake() {
        var done = new Shell(home).config("profiles: [unclosed\n").run("config", "list");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("config.yaml is not valid YAML");
    }

    @Test
    void theProjectNamesAProfileAndTheEnvironmentWins() throws IOException {
        var shell = new Shell(home).config("profiles:\n  default: {}\n  a: {}\n  b: {}\n");
        Files.writeString(home.resolve(".attune.yaml"), "profile: a\napi_url: http://evil.example\n");
        assertThat(shell.run("config", "current", "-q").out()).isEqualTo("a\n");
        assertThat(shell.run("config", "current", "-j").out()).doesNotContain("evil");
        assertThat(shell.with("ATTUNE_PROFILE", "b")
                        .run("config", "current", "-q")
                        .out())
                .isEqualTo("b\n");
        assertThat(shell.run("config", "current", "-q", "--profile", "default").out())
                .isEqualTo("default\n");
    }

    @Test
    void parallelChangesDoNotLoseEachOther() throws InterruptedException {
        Path file = home.resolve("config.yaml");
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            String name = "p" + i;
            threads.add(Thread.ofPlatform()
                    .start(() -> ConfigFile.update(file, content -> ConfigFile.profileFields(content, name))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ConfigFile.read(file).profileNames()).hasSize(9);
    }

    @Test
    void settingsAreTakenAway() throws IOException {
        var shell = new Shell(home)
                .config("format: json\nprofiles:\n  default: {api_url: \"http://a\", auth_token: secret}\n");
        assertThat(shell.run("config", "unset", "format").status()).isZero();
        assertThat(shell.run("config", "unset", "auth_token").status()).isZero();
        assertThat(Files.readString(shell.configFile())).contains("http://a").doesNotContain("secret", "json");
    }

    @Test
    void aProfileIsRenamedWithItsLogin() throws IOException {
        var shell = new Shell(home).config("profile: work\nprofiles:\n  default: {}\n  work: {auth_token: kept}\n");
        assertThat(shell.run("config", "rename-profile", "work", "office").status())
                .isZero();
        assertThat(Files.readString(shell.configFile()))
                .contains("profile: office", "auth_token: kept")
                .doesNotContain("work");
        assertThat(shell.run("config", "rename-profile", "default", "x").status())
                .isEqualTo(6);
        assertThat(shell.run("config", "rename-profile", "office", "default").status())
                .isEqualTo(6);
    }

    @Test
    void theWholeFileIsShownWithoutTokens() {
        var shell = new Shell(home)
                .config("profiles:\n  default: {auth_token: secret-a, refresh_token: secret-r, ca_cert: /c}\n");
        assertThat(shell.run("config", "view").out())
                .contains("ca_cert: /c", "***")
                .doesNotContain("secret");
        assertThat(shell.run("config", "view", "-j").out())
                .contains("\"ca_cert\":\"/c\"")
                .doesNotContain("secret");
    }
}
