package io.attune.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.engine.permission.Grant;
import io.attune.server.http.AttuneException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which grants an administrator may write into a permission set (api-auth.md §3); every breach is a 400. */
public final class GrantRules {
    private static final Set<String> CRUD = Set.of("read", "create", "update", "delete");
    private static final Map<String, Set<String>> ACTIONS = Map.ofEntries(
            Map.entry("packs", Set.of("read", "create", "install", "configure", "delete")),
            Map.entry("actions", Set.of("read", "create", "update", "delete", "execute")),
            Map.entry("queues", CRUD),
            Map.entry("rules", CRUD),
            Map.entry("triggers", CRUD),
            Map.entry("artifacts", CRUD),
            Map.entry("runtimes", CRUD),
            Map.entry("identities", CRUD),
            Map.entry("executions", Set.of("read", "update", "cancel", "decrypt")),
            Map.entry("events", Set.of("read")),
            Map.entry("audit_log", Set.of("read")),
            Map.entry("enforcements", Set.of("read", "decrypt")),
            Map.entry("inquiries", Set.of("read", "create", "update", "delete", "respond")),
            Map.entry("keys", Set.of("read", "create", "update", "delete", "decrypt")),
            Map.entry("workers", Set.of("read", "manage")),
            Map.entry("retention", Set.of("read", "update")),
            Map.entry("permissions", Set.of("read", "manage")));
    private static final Set<String> WITH_PACK_REFS =
            Set.of("packs", "actions", "queues", "rules", "triggers", "executions", "enforcements", "artifacts");

    private GrantRules() {}

    /** @return the grants in the form they are stored */
    public static JsonNode checked(@Nullable JsonNode grants) {
        if (grants == null || !grants.isArray()) {
            throw AttuneException.badRequest("Invalid grants: expected an array");
        }
        List<Grant> read;
        try {
            read = StoredGrants.read("request", grants);
        } catch (IllegalStateException e) {
            throw AttuneException.badRequest(
                    "Invalid grants: expected objects with resource, actions and optional constraints of known names");
        }
        read.forEach(GrantRules::check);
        return StoredGrants.write(read);
    }

    private static void check(@Nullable Grant grant) {
        if (grant == null
                || grant.resource() == null
                || grant.actions() == null
                || grant.actions().isEmpty()) {
            throw AttuneException.badRequest("Invalid grants: each needs a resource and at least one action");
        }
        String resource = grant.resource();
        var allowed = ACTIONS.get(resource);
        if (allowed == null) {
            throw AttuneException.badRequest("Invalid grants: unknown resource '" + resource + "'");
        }
        for (String action : grant.actions()) {
            if (!allowed.contains(action)) {
                throw AttuneException.badRequest("Invalid grants: '" + resource + "' has no action '" + action + "'");
            }
        }
        var constraints = grant.constraints();
        if (constraints == null) {
            return;
        }
        refuse(constraints.ids() != null, "ids", resource);
        refuse(constraints.ownerRefs() != null, "owner_refs", resource);
        refuse(constraints.packRefs() != null && constraints.refs() != null, "pack_refs together with refs", resource);
        refuse(constraints.packRefs() != null && !WITH_PACK_REFS.contains(resource), "pack_refs", resource);
        refuse(
                constraints.refs() != null && !WITH_PACK_REFS.contains(resource) && !resource.equals("keys"),
                "refs",
                resource);
        refuse(
                constraints.owner() != null
                        && !Set.of("packs", "keys", "artifacts").contains(resource),
                "owner",
                resource);
        refuse(
                constraints.owner() != null && !Set.of("self", "any", "none").contains(constraints.owner()),
                "this value of owner",
                resource);
        refuse(
                constraints.ownerTypes() != null && !Set.of("keys", "artifacts").contains(resource),
                "owner_types",
                resource);
        refuse(constraints.visibility() != null && !resource.equals("artifacts"), "visibility", resource);
        refuse(constraints.executionScope() != null && !resource.equals("executions"), "execution_scope", resource);
        refuse(
                constraints.executionScope() != null
                        && !Set.of("self", "descendants", "any").contains(constraints.executionScope()),
                "this value of execution_scope",
                resource);
        refuse(constraints.encrypted() != null && !resource.equals("keys"), "encrypted", resource);
    }

    private static void refuse(boolean broken, String constraint, String resource) {
        if (broken) {
            throw AttuneException.badRequest(
                    "Invalid grants: '" + resource + "' does not take the constraint " + constraint);
        }
    }
}
