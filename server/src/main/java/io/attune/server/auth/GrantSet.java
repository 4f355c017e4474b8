package io.attune.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.server.auth.Caller.Target;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The grants of one caller. */
public final class GrantSet implements Grants {
    static final GrantSet NONE = new GrantSet(List.of(), new IdentityId(0), Map.of());

    private final List<Grant> grants;
    private final IdentityId caller;
    private final Map<String, JsonNode> attributes;

    /** @param attributes of the caller's identity, which the constraint {@code attributes} compares */
    GrantSet(List<Grant> grants, IdentityId caller, Map<String, JsonNode> attributes) {
        this.grants = List.copyOf(grants);
        this.caller = caller;
        this.attributes = Map.copyOf(attributes);
    }

    @Override
    public boolean allowSome(String resource, String action) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action));
    }

    @Override
    public boolean allowAll(String resource, String action) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action) && grant.isUnconstrained());
    }

    @Override
    public boolean allow(String resource, String action, Target target) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action) && holds(grant, target));
    }

    /** What may be done to what, for {@code /auth/me}: constraints are not shown. */
    public SortedMap<String, Set<String>> actionsByResource() {
        var actions = new TreeMap<String, Set<String>>();
        for (var grant : grants) {
            actions.computeIfAbsent(grant.resource(), _ -> new TreeSet<>()).addAll(grant.actions());
        }
        return actions;
    }

    public List<Grant> grants() {
        return grants;
    }

    private boolean holds(Grant grant, Target target) {
        var constraints = grant.constraints();
        if (constraints == null) {
            return true;
        }
        return in(constraints.packRefs(), target.packRef())
                && in(constraints.refs(), target.ref())
                && in(constraints.ids(), target.id())
                && ownerHolds(constraints.owner(), target)
                && scopeHolds(constraints.executionScope(), target)
                && in(constraints.ownerTypes(), target.ownerType())
                && in(constraints.ownerRefs(), target.ownerRef())
                && in(constraints.visibility(), target.visibility())
                && (constraints.encrypted() == null || constraints.encrypted().equals(target.encrypted()))
                && attributesHold(constraints.attributes());
    }

    private static <T> boolean in(
            @org.jspecify.annotations.Nullable List<T> accepted, @org.jspecify.annotations.Nullable T found) {
        return accepted == null || (found != null && accepted.contains(found));
    }

    private boolean ownerHolds(@org.jspecify.annotations.Nullable String constraint, Target target) {
        return switch (constraint) {
            case null -> true;
            case "any" -> true;
            case "none" -> target.owner() == null;
            case "self" -> caller.equals(target.owner());
            default -> false;
        };
    }

    private boolean scopeHolds(@org.jspecify.annotations.Nullable String constraint, Target target) {
        return switch (constraint) {
            case null -> true;
            case "any" -> true;
            case "self" -> caller.equals(target.owner());
            case "descendants" ->
                caller.equals(target.owner()) || target.ancestorOwners().contains(caller);
            default -> false;
        };
    }

    private boolean attributesHold(@org.jspecify.annotations.Nullable Map<String, JsonNode> wanted) {
        return wanted == null
                || wanted.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(attributes.get(entry.getKey())));
    }
}
