package io.attune.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path directory;

    @Test
    void everyKeyHasItsDefault() {
        var settings = load("", Map.of());

        assertThat(settings.get(ConfigKeys.SERVER_PORT)).isEqualTo(8080);
        assertThat(settings.get(ConfigKeys.SECURITY_SELF_REGISTRATION)).isFalse();
        assertThat(settings.get(ConfigKeys.WORKER_TASK_TIMEOUT)).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.get(ConfigKeys.WORKER_MAX_STDOUT_BYTES)).isEqualTo(new ByteSize(10 << 20));
    }

    @Test
    void theEnvironmentOverrulesTheFileAndTheCommandLineBoth() {
        String file = "server:\n  port: 1000\n  host: 0.0.0.0\nworker: {slots: 3}\n";
        var environment = Map.of("ATTUNE__SERVER__PORT", "2000", "ATTUNE__WORKER__SLOTS", "7");

        var settings = SettingsFile.load(written(file), environment, Map.of("server.port", "3000"));

        assertThat(settings.get(ConfigKeys.SERVER_PORT)).isEqualTo(3000);
        assertThat(settings.get(ConfigKeys.WORKER_SLOTS)).isEqualTo(7);
        assertThat(settings.get(ConfigKeys.SERVER_HOST)).isEqualTo("0.0.0.0");
    }

    @Test
    void theFileInTheDataDirectoryIsReadWhenNoneIsNamed() throws IOException {
        Files.writeString(directory.resolve("attune.yaml"), "security:\n  self_registration: true\n");

        var settings = SettingsFile.load(Optional.empty(), Map.of("ATTUNE__DATA_DIR", directory.toString()), Map.of());

        assertThat(settings.get(ConfigKeys.SECURITY_SELF_REGISTRATION)).isTrue();
        assertThat(settings.packsDirectory()).isEqualTo(directory.resolve("packs"));
    }

    @Test
    void theDataDirectoryFollowsTheUsersBaseDirectory() {
        var environment = new HashMap<String, String>();
        environment.put("HOME", "/home/someone");
        assertThat(SettingsFile.load(Optional.empty(), environment, Map.of()).dataDirectory())
                .isEqualTo(Path.of("/home/someone/.local/share/attune"));

        environment.put("XDG_DATA_HOME", "/data");
        assertThat(SettingsFile.load(Optional.empty(), environment, Map.of()).dataDirectory())
                .isEqualTo(Path.of("/data/attune"));
    }

    @Test
    void unknownKeysAreRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> load("server:\n  prt: 1\n", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Unknown setting 'server.prt'")
                .hasMessageContaining("Did you mean 'server.port'?");
        assertThatThrownBy(() -> load("", Map.of("ATTUNE__SEVER__PORT", "1")))
                .hasMessageContaining("Did you mean 'ATTUNE__SERVER__PORT'?");
    }

    @Test
    void anEmptyDataDirectoryIsTheDefaultOneAndAnEmptyHostIsRefused() {
        var environment = Map.of("HOME", "/home/someone", "ATTUNE__DATA_DIR", "");

        assertThat(SettingsFile.load(Optional.empty(), environment, Map.of()).dataDirectory())
                .isEqualTo(Path.of("/home/someone/.local/share/attune"));
        assertThatThrownBy(() -> load("server:\n  host: []\n", Map.of())).hasMessageContaining("server.host");
    }

    @Test
    void theTwoListenersNeedTwoPorts() {
        assertThatThrownBy(() -> load("server:\n  port: 8081\n", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("server.stream_port")
                .hasMessageContaining("8081");
        assertThat(load("server:\n  port: 0\n  stream_port: 0\n", Map.of()).get(ConfigKeys.SERVER_STREAM_PORT))
                .isZero();
    }

    @Test
    void valuesThatCannotWorkAreRefused() {
        for (String setting : new String[] {
            "bootstrap: {password: short}",
            "worker: {heartbeat_interval: 0s}",
            "worker: {task_timeout: 10ms}",
            "worker: {max_stdout_bytes: 0}",
            "worker: {max_stderr_bytes: 3GiB}"
        }) {
            assertThatThrownBy(() -> load(setting + "\n", Map.of()))
                    .as(setting)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("expected");
        }
        assertThat(load("scheduling: {unschedulable_wait: 0s}\n", Map.of())
                        .get(ConfigKeys.SCHEDULING_UNSCHEDULABLE_WAIT))
                .isZero();
    }

    @Test
    void allWrongValuesAreNamedAtOnceAndSecretOnesNotShown() {
        String file = "server:\n  port: eighty\nworker:\n  slots: 0\n  task_timeout: soon\n";

        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.problems())
                                .hasSize(3)
                                .anySatisfy(problem -> assertThat(problem)
                                        .contains("server.port", "a whole number from 0 to 65535", "'eighty'"))
                                .anySatisfy(problem -> assertThat(problem).contains("worker.slots"))
                                .anySatisfy(problem -> assertThat(problem).contains("worker.task_timeout")));
    }

    @Test
    void brokenYamlNamesTheFileAndTheLine() {
        assertThatThrownBy(() -> load("server: [", Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("attune.yaml")
                .hasMessageContaining("line");
    }

    @Test
    void aSecretCanComeFromAFile() throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), "a secret of more than thirty-two bytes\n");

        var settings = load("", Map.of("ATTUNE__SECURITY__JWT_SECRET_FILE", secret.toString()));

        assertThat(settings.get(ConfigKeys.SECURITY_JWT_SECRET)).isEqualTo("a secret of more than thirty-two bytes");
        assertThatThrownBy(() -> load("", Map.of("ATTUNE__SERVER__PORT_FILE", secret.toString())))
                .isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aSecretInTheFileIsWarnedOfWithoutBeingShown() throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), "a secret of more than thirty-two bytes\n");

        var literal = load("security:\n  jwt_secret: a literal secret of thirty-two bytes\n", Map.of());

        assertThat(literal.warnings())
                .singleElement()
                .asString()
                .contains("security.jwt_secret", "security.jwt_secret_file", "ATTUNE__SECURITY__JWT_SECRET_FILE")
                .doesNotContain("a literal secret");
        assertThat(load("", Map.of("ATTUNE__SECURITY__JWT_SECRET", "a secret of more than thirty-two bytes"))
                        .warnings())
                .isEmpty();
        var named = load("security:\n  jwt_secret_file: " + secret + "\n", Map.of());
        assertThat(named.get(ConfigKeys.SECURITY_JWT_SECRET)).isEqualTo("a secret of more than thirty-two bytes");
        assertThat(named.warnings()).isEmpty();
    }

    @Test
    void inProductionASecretInTheFileStopsTheStart() throws IOException {
        var secret = Files.writeString(directory.resolve("secret"), "a secret of more than thirty-two bytes\n");
        var production = Map.of("ATTUNE__SERVER__PRODUCTION", "true");
        var literal =
                "security:\n  jwt_secret: a literal secret of thirty-two bytes\nbootstrap:\n  password: a first password\n";

        assertThatThrownBy(() -> load(literal, production))
                .isInstanceOfSatisfying(
                        ConfigurationException.class,
                        refused -> assertThat(refused.problems())
                                .hasSize(2)
                                .allSatisfy(problem -> assertThat(problem).startsWith("server.production: "))
                                .anySatisfy(problem -> assertThat(problem)
                                        .contains(
                                                "security.jwt_secret",
                                                "security.jwt_secret_file",
                                                "ATTUNE__SECURITY__JWT_SECRET_FILE"))
                                .anySatisfy(problem -> assertThat(problem).contains("bootstrap.password")))
                .hasMessageNotContaining("a literal secret")
                .hasMessageNotContaining("a first password");
        assertThatThrownBy(() -> load("server: {production: true}\n" + literal, Map.of()))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> load("testing: {enabled: true}\n", production))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("testing.enabled");

        var elsewhere = load(
                "security:\n  jwt_secret_file: " + secret + "\n",
                Map.of(
                        "ATTUNE__SERVER__PRODUCTION",
                        "true",
                        "ATTUNE__SECURITY__ENCRYPTION_KEY",
                        "a key of more than thirty-two bytes here"));
        assertThat(elsewhere.get(ConfigKeys.SECURITY_JWT_SECRET)).isEqualTo("a secret of more than thirty-two bytes");
        assertThat(elsewhere.warnings()).isEmpty();
    }

    @Test
    void generatedSecretsStayTheSameAndAreTheOwnersAlone() throws IOException {
        var settings = load("", Map.of("ATTUNE__DATA_DIR", directory.toString()));
        var secrets = new PlatformSecrets(settings);

        String first = secrets.signingKeyFile().orElseThrow().read(NOW).current();

        assertThat(first).hasSizeGreaterThanOrEqualTo(32);
        assertThat(new PlatformSecrets(settings)
                        .signingKeyFile()
                        .orElseThrow()
                        .read(NOW)
                        .current())
                .isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(directory.resolve("secrets/jwt_secret")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    @Test
    void aShortSecretIsRefused() {
        var settings = load("", Map.of("ATTUNE__SECURITY__JWT_SECRET", "short"));

        assertThatThrownBy(() -> new PlatformSecrets(settings).signingKeyFile())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("security.jwt_secret")
                .hasMessageNotContaining("short");
    }

    @Test
    void aRotatedSecretVerifiesForAWeekAndIsThenForgotten() throws IOException {
        var settings = load("", Map.of("ATTUNE__DATA_DIR", directory.toString()));
        var file = new PlatformSecrets(settings).signingKeyFile().orElseThrow();
        String first = file.read(NOW).current();

        String second = file.rotate(NOW).current();
        var third = file.rotate(NOW.plus(Duration.ofDays(1)));

        assertThat(List.of(first, second, third.current())).doesNotHaveDuplicates();
        assertThat(third.earlier())
                .containsExactly(
                        new SigningSecrets.Earlier(second, NOW.plus(Duration.ofDays(8))),
                        new SigningSecrets.Earlier(first, NOW.plus(Duration.ofDays(7))));
        assertThat(new PlatformSecrets(settings).signingKeyFile().orElseThrow().read(NOW.plus(Duration.ofDays(7))))
                .isEqualTo(new SigningSecrets(
                        third.current(), List.of(new SigningSecrets.Earlier(second, NOW.plus(Duration.ofDays(8))))));
        assertThat(Files.getPosixFilePermissions(directory.resolve("secrets/jwt_previous_secrets")))
                .extracting(Enum::name)
                .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
    }

    private Settings load(String file, Map<String, String> environment) {
        return SettingsFile.load(written(file), environment, Map.of());
    }

    private Optional<Path> written(String file) {
        try {
            return Optional.of(Files.writeString(directory.resolve("attune.yaml"), file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
