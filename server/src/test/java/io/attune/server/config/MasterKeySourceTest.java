package io.attune.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.store.encryption.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where master keys come from, and how the generated ones change (SEC-13, security.md §13). */
class MasterKeySourceTest {
    private static final String GIVEN = "a master key that an operator gave";
    private static final String EARLIER = "a master key that was given before";

    @TempDir
    Path directory;

    @Test
    void withoutAnyOneIsGeneratedAndStays() throws IOException {
        var source = source(Map.of());

        var first = source.read().current();

        assertThat(source.isGenerated()).isTrue();
        assertThat(source(Map.of()).read().current()).isEqualTo(first);
        assertThat(Files.getPosixFilePermissions(keyFile())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aNewGeneratedKeyComesFirstAndTheOldOneStaysUntilItIsForgotten() throws IOException {
        var source = source(Map.of());
        var old = source.read().current();

        var added = source.add();

        assertThat(added.current()).isNotEqualTo(old);
        assertThat(added.previous()).containsExactly(old);
        assertThat(source(Map.of()).read()).isEqualTo(added);
        assertThat(Files.getPosixFilePermissions(keyFile())).isEqualTo(PosixFilePermissions.fromString("rw-------"));

        var kept = source.keepOnly(added.current());
        assertThat(kept.all()).containsExactly(added.current());
        assertThat(source(Map.of()).read()).isEqualTo(kept);
    }

    @Test
    void aGivenKeyIsTheCurrentOneAndAllOthersPrevious() {
        var generated = source(Map.of()).read().current();

        var source = source(Map.of(
                "ATTUNE__SECURITY__ENCRYPTION_KEY", GIVEN, "ATTUNE__SECURITY__PREVIOUS_ENCRYPTION_KEYS", EARLIER));

        assertThat(source.isGenerated()).isFalse();
        assertThat(source.read().current()).isEqualTo(MasterKey.of(GIVEN));
        assertThat(source.read().previous()).containsExactly(MasterKey.of(EARLIER), generated);
        assertThatThrownBy(source::add).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aKeyComesFromAFileWhicheverWayItIsNamed() throws IOException {
        var file = Files.writeString(directory.resolve("key"), GIVEN + "\n").toString();
        var yaml =
                Files.writeString(directory.resolve("named.yaml"), "security:\n  encryption_key_file: " + file + "\n");

        var named = SettingsFile.load(Optional.of(yaml), Map.of("ATTUNE__DATA_DIR", directory.toString()), Map.of());

        assertThat(new MasterKeySource(named).read().current()).isEqualTo(MasterKey.of(GIVEN));
        assertThat(named.warnings()).isEmpty();
        assertThat(source(Map.of("ATTUNE__SECURITY__ENCRYPTION_KEY_FILE", file))
                        .read()
                        .current())
                .isEqualTo(MasterKey.of(GIVEN));
        assertThatThrownBy(() -> source(Map.of("ATTUNE__SECURITY__ENCRYPTION_KEY_FILE", file + ".gone")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ATTUNE__SECURITY__ENCRYPTION_KEY_FILE: cannot read");
    }

    @Test
    void shortAndDamagedKeysAreRefusedWithoutBeingShown() throws IOException {
        assertThatThrownBy(() -> source(Map.of("ATTUNE__SECURITY__ENCRYPTION_KEY", "hunter2"))
                        .read())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("security.encryption_key: expected at least 32 bytes")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> source(Map.of("ATTUNE__SECURITY__PREVIOUS_ENCRYPTION_KEYS", "hunter2"))
                        .read())
                .hasMessageContaining("security.previous_encryption_keys");
        var source = source(Map.of());
        var _ = source.read();
        Files.writeString(keyFile(), "hunter2\n");
        assertThatThrownBy(source::read).hasMessageContaining("damaged").hasMessageNotContaining("hunter2");
    }

    @Test
    void aCommandPrintsTheKey() {
        var settings = settings(Map.of("ATTUNE__SECURITY__ENCRYPTION_KEY_COMMAND", "printf '" + GIVEN + "\\n'"));

        var resolved = EncryptionKeyCommand.resolve(settings);

        assertThat(resolved.get(ConfigKeys.SECURITY_ENCRYPTION_KEY)).isEqualTo(GIVEN);
        assertThat(EncryptionKeyCommand.resolve(settings(Map.of())).get(ConfigKeys.SECURITY_ENCRYPTION_KEY))
                .isEmpty();
    }

    @Test
    void aCommandThatFailsIsSilentOrHangsStopsTheStart() {
        assertThatThrownBy(() -> resolve("exit 3", Duration.ofSeconds(20)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("security.encryption_key_command: the command ended with code 3");
        assertThatThrownBy(() -> resolve("true", Duration.ofSeconds(20))).hasMessageContaining("printed nothing");
        assertThatThrownBy(() -> resolve("exec sleep 60", Duration.ofMillis(300)))
                .hasMessageContaining("has not ended within");
        assertThatThrownBy(() -> resolve("head -c 70000 /dev/zero", Duration.ofSeconds(20)))
                .hasMessageContaining("not a key");
        assertThatThrownBy(() -> EncryptionKeyCommand.resolve(settings(Map.of(
                        "ATTUNE__SECURITY__ENCRYPTION_KEY",
                        GIVEN,
                        "ATTUNE__SECURITY__ENCRYPTION_KEY_COMMAND",
                        "echo"))))
                .hasMessageContaining("keep one of them");
    }

    private Settings resolve(String command, Duration limit) {
        return EncryptionKeyCommand.resolve(
                settings(Map.of("ATTUNE__SECURITY__ENCRYPTION_KEY_COMMAND", command)), limit);
    }

    private Path keyFile() {
        return directory.resolve("secrets").resolve("encryption_key");
    }

    private MasterKeySource source(Map<String, String> environment) {
        return new MasterKeySource(settings(environment));
    }

    private Settings settings(Map<String, String> environment) {
        var variables = new HashMap<>(environment);
        variables.put("ATTUNE__DATA_DIR", directory.toString());
        return SettingsFile.load(Optional.empty(), variables, Map.of());
    }
}
