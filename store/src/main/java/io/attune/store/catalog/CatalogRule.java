package io.attune.store.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.ActionId;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.RuleId;
import io.attune.model.tenant.Owner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule, as matching needs it.
 *
 * @param action null once the action is deleted: the rule is kept but does nothing
 * @param permissionSetRefs null to inherit those of the action
 * @param author null for rules of pack files
 */
public record CatalogRule(
        RuleId id,
        Owner owner,
        String ref,
        PackId pack,
        String triggerRef,
        @Nullable ActionId action,
        String actionRef,
        JsonNode conditions,
        JsonNode actionParams,
        @Nullable List<String> permissionSetRefs,
        boolean notifyOnTrigger,
        boolean enabled,
        @Nullable IdentityId author) {}
