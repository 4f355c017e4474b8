package io.attune.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.key.Key;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.server.http.Patch;
import io.attune.store.key.NewKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The body that changes a key; what is absent stays.
 *
 * @param secret the same as {@code encrypted}
 */
record UpdateKey(
        @Nullable String name,
        @Nullable JsonNode value,
        @Nullable Boolean encrypted,
        @Nullable Boolean secret,
        @Nullable Long ttlSeconds,
        @Nullable Patch<Instant> expiresAt) {
    /** @throws AttuneException 422 naming every field that is wrong */
    void check(Instant now) {
        var checks = new FieldChecks();
        CreateKey.checkName(checks, name);
        if (ttlSeconds != null && expiresAt != null) {
            checks.finding("expires_at", "must not be given together with ttl_seconds");
        }
        new Expiry(ttlSeconds, null).check(checks, now);
        new Expiry(null, Patch.valueOf(expiresAt)).check(checks, now);
        checks.done();
    }

    /** Whether the request brings a value of its own. */
    boolean bringsValue() {
        return Given.json(value) != null;
    }

    boolean isSecretAfter(Key key) {
        var given = Given.orNull(encrypted, secret);
        return given == null ? key.encrypted() : given;
    }

    /** Whether it would make the stored value readable without {@code keys:decrypt}. */
    boolean unveils(Key key) {
        return key.encrypted() && !isSecretAfter(key) && !bringsValue();
    }

    NewKey applyTo(Key key, JsonNode storedValue, Instant now) {
        return new NewKey(
                key.ref(),
                key.owner(),
                Given.or(name, key.name()),
                Given.or(value, storedValue),
                isSecretAfter(key),
                ttlSeconds == null ? Patch.apply(expiresAt, key.expiresAt()) : new Expiry(ttlSeconds, null).at(now));
    }

    @Override
    public String toString() {
        return "UpdateKey";
    }
}
