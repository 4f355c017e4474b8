package io.attune.server.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The secrets of this installation: given by the operator, else generated once into the data directory, readable by its owner only. */
public final class PlatformSecrets {
    private static final int BYTES = 48;
    private static final int SHORTEST = 32;

    private final Settings settings;
    private final SecureRandom random = new SecureRandom();

    public PlatformSecrets(Settings settings) {
        this.settings = settings;
    }

    /** Signs tokens. @throws ConfigurationException if the given one is too short */
    public String jwtSecret() {
        return secret(ConfigKeys.SECURITY_JWT_SECRET, "jwt_secret");
    }

    /** The master key for values stored encrypted. @throws ConfigurationException if the given one is too short */
    public String encryptionKey() {
        return secret(ConfigKeys.SECURITY_ENCRYPTION_KEY, "encryption_key");
    }

    /** A password for a person to type: 24 letters and digits. */
    public String generatedPassword() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes)
                .replace('-', 'x')
                .replace('_', 'y');
    }

    private String secret(ConfigKey<String> key, String file) {
        String given = settings.get(key);
        String value = given.isBlank()
                ? stored(settings.dataDirectory().resolve("secrets").resolve(file))
                : given;
        if (value.getBytes(StandardCharsets.UTF_8).length < SHORTEST) {
            throw new ConfigurationException(key.name() + ": expected at least " + SHORTEST + " bytes");
        }
        return value;
    }

    private String stored(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return generated(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** Written beside its place, forced to disk and moved there: a crash leaves the whole secret or none. */
    private String generated(Path file) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        try {
            Files.createDirectories(
                    file.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            var draft = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (var channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
                channel.write(StandardCharsets.UTF_8.encode(value));
                channel.force(true);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
