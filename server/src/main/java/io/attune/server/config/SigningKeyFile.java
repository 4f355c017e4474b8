package io.attune.server.config;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The signing secrets of an installation that generated its own: the current one in {@code jwt_secret}, those before it in
 * {@code jwt_previous_secrets}, one per line behind the time until which it verifies. Several processes on one data directory may read
 * them; one at a time rotates.
 */
public final class SigningKeyFile {
    /** As long as the longest token lives, so that nobody is logged out by a rotation. */
    private static final Duration KEPT = Duration.ofDays(7);

    private final SecretFile current;
    private final SecretFile previous;

    SigningKeyFile(SecretFile current, SecretFile previous) {
        this.current = current;
        this.previous = previous;
    }

    /** The secrets as they are on disk; the first call ever makes one. */
    public synchronized SigningSecrets read(Instant now) {
        return new SigningSecrets(current.readOrMake().getFirst(), earlier(now));
    }

    /** Puts a new secret in the place of the current one, which goes on verifying for {@link #KEPT}. */
    public synchronized SigningSecrets rotate(Instant now) {
        var earlier = new ArrayList<SigningSecrets.Earlier>();
        earlier.add(new SigningSecrets.Earlier(current.readOrMake().getFirst(), now.plus(KEPT)));
        earlier.addAll(earlier(now));
        // First what verifies, then what signs: whoever dies in between leaves a secret that does both.
        previous.write(earlier.stream()
                .map(secret -> secret.goodUntil() + " " + secret.secret())
                .toList());
        var fresh = SecretFile.generated();
        current.write(List.of(fresh));
        return new SigningSecrets(fresh, earlier);
    }

    /** Changes when another process rotates. */
    public Optional<FileTime> version() {
        return current.written();
    }

    private List<SigningSecrets.Earlier> earlier(Instant now) {
        return previous.read().stream()
                .flatMap(List::stream)
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .map(words -> new SigningSecrets.Earlier(words[1], Instant.parse(words[0])))
                .filter(secret -> secret.goodUntil().isAfter(now))
                .toList();
    }
}
