package io.attune.model.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.id.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A person or service account, without its password.
 *
 * @param tenantFrozen whether its whole tenant is suspended
 * @param hasPassword whether it can log in by password
 * @param attributes what constraints of grants compare; any JSON
 * @param tokensValidFrom tokens issued earlier are refused (SEC-3)
 */
public record Identity(
        IdentityId id,
        TenantId tenant,
        String tenantRef,
        boolean tenantFrozen,
        String login,
        @Nullable String displayName,
        boolean hasPassword,
        JsonNode attributes,
        boolean frozen,
        boolean operator,
        Instant tokensValidFrom,
        Instant created,
        Instant updated) {
    /** Whether it may not use the platform: itself or its tenant is frozen. */
    public boolean isBarred() {
        return frozen || tenantFrozen;
    }
}
