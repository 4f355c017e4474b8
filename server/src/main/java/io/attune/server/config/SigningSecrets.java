package io.attune.server.config;

import java.time.Instant;
import java.util.List;

/**
 * What signs tokens and what still verifies older ones (SEC-4). Its text form shows nothing.
 *
 * @param earlier secrets that sign no more
 */
public record SigningSecrets(String current, List<Earlier> earlier) {
    /** @param goodUntil how long tokens signed with it are accepted */
    public record Earlier(String secret, Instant goodUntil) {
        @Override
        public String toString() {
            return "Earlier[until " + goodUntil + "]";
        }
    }

    public SigningSecrets {
        earlier = List.copyOf(earlier);
    }

    @Override
    public String toString() {
        return "SigningSecrets[***]";
    }
}
