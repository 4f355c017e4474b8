package io.attune.server.key;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.key.KeyOwner;
import io.attune.model.key.KeyOwnerType;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import io.attune.server.http.Given;
import io.attune.store.key.KeyOwnerStore.Reference;
import io.attune.store.key.NewKey;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body that makes a key. Fields that must be there are nullable only until {@link #check} was called.
 *
 * @param secret the same as {@code encrypted} (design.md D21)
 * @param owner overwritten by the store, whatever it says
 */
record CreateKey(
        @Nullable String ref,
        @Nullable KeyOwnerType ownerType,
        @Nullable String name,
        @Nullable JsonNode value,
        @Nullable Boolean encrypted,
        @Nullable Boolean secret,
        @Nullable Long ttlSeconds,
        @Nullable Instant expiresAt,
        @Nullable String owner,
        @Nullable Long ownerIdentity,
        @Nullable Long ownerPack,
        @Nullable String ownerPackRef,
        @Nullable Long ownerAction,
        @Nullable String ownerActionRef,
        @Nullable Long ownerSensor,
        @Nullable String ownerSensorRef) {
    private static final Pattern REF = Pattern.compile("[^\\s\\p{Cntrl}/.]+(\\.[^\\s\\p{Cntrl}/.]+)*");
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    /** @throws AttuneException 422 naming every field that is wrong, 400 if the ref is none or the owner does not fit its type */
    void check(Instant now) {
        var checks = new FieldChecks()
                .text("ref", ref, 1, 255)
                .required("owner_type", ownerType)
                .required("value", Given.json(value))
                .optionalText("owner", owner, 0, 255)
                .optionalText("owner_pack_ref", ownerPackRef, 1, 255)
                .optionalText("owner_action_ref", ownerActionRef, 1, 255)
                .optionalText("owner_sensor_ref", ownerSensorRef, 1, 255);
        checkName(checks.required("name", name), name);
        expiry().check(checks, now);
        checks.done();
        if (!REF.matcher(checkedRef()).matches()) {
            throw AttuneException.badRequest("Invalid ref '" + ref
                    + "': expected segments separated by dots, without spaces, slashes or control characters");
        }
        for (var reference : references()) {
            if (reference.type() != ownerType) {
                throw AttuneException.badRequest(
                        "A key with owner_type " + checkedOwnerType().wire() + " takes no owner_"
                                + reference.type().wire());
            }
        }
        if (ownerType != KeyOwnerType.SYSTEM && references().isEmpty()) {
            throw AttuneException.badRequest(
                    "A key with owner_type " + checkedOwnerType().wire() + " needs owner_"
                            + checkedOwnerType().wire());
        }
    }

    /** A name ends up in documents and scripts: it is a line of text. */
    static void checkName(FieldChecks checks, @Nullable String name) {
        checks.optionalText("name", name, 1, 255);
        if (name != null && CONTROL.matcher(name).find()) {
            checks.finding("name", "must not contain control characters");
        }
    }

    String checkedRef() {
        return Objects.requireNonNull(ref, "check() comes first");
    }

    private KeyOwnerType checkedOwnerType() {
        return Objects.requireNonNull(ownerType, "check() comes first");
    }

    /** How the owner is named: by id, by ref or by both; nothing for the tenant. */
    Optional<Reference> reference() {
        return references().stream().findFirst();
    }

    private List<Reference> references() {
        return Stream.of(
                        new Reference(KeyOwnerType.IDENTITY, ownerIdentity, null),
                        new Reference(KeyOwnerType.PACK, ownerPack, ownerPackRef),
                        new Reference(KeyOwnerType.ACTION, ownerAction, ownerActionRef),
                        new Reference(KeyOwnerType.SENSOR, ownerSensor, ownerSensorRef))
                .filter(reference -> reference.id() != null || reference.ref() != null)
                .toList();
    }

    boolean isSecret() {
        return Boolean.TRUE.equals(encrypted) || Boolean.TRUE.equals(secret);
    }

    private Expiry expiry() {
        return new Expiry(ttlSeconds, expiresAt);
    }

    NewKey toKey(KeyOwner resolved, Instant now) {
        return new NewKey(
                checkedRef(),
                resolved,
                Objects.requireNonNull(name, "check() comes first"),
                Objects.requireNonNull(value, "check() comes first"),
                isSecret(),
                expiry().at(now));
    }

    @Override
    public String toString() {
        return "CreateKey[" + ref + "]";
    }
}
