package io.attune.server.config;

import io.attune.store.encryption.MasterKey;
import io.attune.store.encryption.MasterKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the master keys come from (SEC-13): given by the operator as value, file or command, else generated into the data directory, one per
 * line with the current one first. Keys that only the file has count as previous ones when another is given.
 */
public final class MasterKeySource {
    private final Settings settings;
    private final SecretFile file;

    public MasterKeySource(Settings settings) {
        this.settings = settings;
        this.file = SecretFile.of(settings, "encryption_key");
    }

    /** Whether this installation makes its own master keys. */
    public boolean isGenerated() {
        return settings.get(ConfigKeys.SECURITY_ENCRYPTION_KEY).isBlank();
    }

    /** @throws ConfigurationException if a key is too short */
    public MasterKeys read() {
        var previous = Stream.concat(
                settings.get(ConfigKeys.SECURITY_PREVIOUS_ENCRYPTION_KEYS).stream()
                        .map(text -> key(ConfigKeys.SECURITY_PREVIOUS_ENCRYPTION_KEYS, text)),
                isGenerated() ? Stream.of() : generated(file.read().orElse(List.of())));
        if (!isGenerated()) {
            var given = settings.get(ConfigKeys.SECURITY_ENCRYPTION_KEY);
            return new MasterKeys(key(ConfigKeys.SECURITY_ENCRYPTION_KEY, given), previous.toList());
        }
        var own = generated(file.readOrMake()).toList();
        return new MasterKeys(
                own.getFirst(), Stream.concat(own.stream().skip(1), previous).toList());
    }

    /** Puts a new key in front of the generated ones; it is on disk when this returns. */
    public MasterKeys add() {
        requireGenerated();
        var keys = new ArrayList<>(file.readOrMake());
        keys.addFirst(SecretFile.generated());
        file.write(keys);
        return read();
    }

    /** Forgets the generated keys but one. */
    public MasterKeys keepOnly(MasterKey kept) {
        requireGenerated();
        var keys = file.readOrMake();
        var left = keys.stream().filter(text -> MasterKey.of(text).equals(kept)).toList();
        if (left.size() == 1 && keys.size() > 1) {
            file.write(left);
        }
        return read();
    }

    private void requireGenerated() {
        if (!isGenerated()) {
            throw new IllegalStateException("the master key is the operator's, it is not in the data directory");
        }
    }

    private static MasterKey key(ConfigKey<?> from, String text) {
        try {
            return MasterKey.of(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(from.name() + ": expected at least " + MasterKey.SHORTEST + " bytes");
        }
    }

    private Stream<MasterKey> generated(List<String> texts) {
        return texts.stream().map(text -> {
            try {
                return MasterKey.of(text);
            } catch (IllegalArgumentException e) {
                throw new ConfigurationException("the generated encryption key in "
                        + settings.dataDirectory().resolve("secrets") + " is damaged; restore the file from a backup");
            }
        });
    }
}
