package io.attune.engine.permission;

import io.attune.model.id.IdentityId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check is about: the attributes that constraints of grants look at. Absent ones make a constraint fail.
 *
 * @param owner the identity it belongs to; of an execution its executor
 * @param ancestorOwners executors of the runs above an execution
 * @param ownerType and {@code ownerRef} scope of a key or artifact
 * @param visibility of an artifact
 * @param encrypted whether a key is a secret
 */
public record Target(
        @Nullable String packRef,
        @Nullable String ref,
        @Nullable Long id,
        @Nullable IdentityId owner,
        List<IdentityId> ancestorOwners,
        @Nullable String ownerType,
        @Nullable String ownerRef,
        @Nullable String visibility,
        @Nullable Boolean encrypted) {
    public static Target of(@Nullable String packRef, @Nullable String ref, @Nullable Long id) {
        return new Target(packRef, ref, id, null, List.of(), null, null, null, null);
    }

    /** A target with an executor. */
    public Target(
            @Nullable String packRef,
            @Nullable String ref,
            @Nullable Long id,
            @Nullable IdentityId owner,
            List<IdentityId> ancestorOwners) {
        this(packRef, ref, id, owner, ancestorOwners, null, null, null, null);
    }
}
