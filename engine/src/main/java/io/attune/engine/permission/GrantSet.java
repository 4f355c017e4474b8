package io.attune.engine.permission;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The union of what the permission sets of one caller allow (security.md §2.1). Immutable. */
public final class GrantSet {
    public static final GrantSet NONE = new GrantSet(List.of(), new IdentityId(0));

    private final List<Grant> grants;
    private final IdentityId holder;

    private GrantSet(List<Grant> grants, IdentityId holder) {
        this.grants = grants;
        this.holder = holder;
    }

    /**
     * The grants that count for their holder: those whose constraint {@code attributes} its identity does not meet are left out.
     *
     * @param holder whom {@code self} means
     */
    public static GrantSet of(Collection<Grant> grants, Identity holder) {
        return new GrantSet(
                grants.stream()
                        .filter(grant -> meets(holder.attributes(), grant.constraints()))
                        .toList(),
                holder.id());
    }

    private static boolean meets(JsonNode attributes, Grant.@Nullable Constraints constraints) {
        Map<String, JsonNode> wanted = constraints == null ? null : constraints.attributes();
        return wanted == null
                || wanted.entrySet().stream()
                        .allMatch(entry -> entry.getValue().equals(attributes.get(entry.getKey())));
    }

    /** Whether any grant names the resource and action, with whatever constraints. */
    public boolean allowSome(String resource, String action) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action));
    }

    /** Whether a grant reaches every target, so that none needs to be looked at. */
    public boolean allowAll(String resource, String action) {
        return !Grant.HAS_PRIVATE_TARGETS.contains(resource) && holdsUnconstrained(resource, action);
    }

    /** Whether a grant names them without any constraint. */
    public boolean holdsUnconstrained(String resource, String action) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action) && grant.isUnconstrained());
    }

    /** The grants that name the resource and action. */
    public List<Grant> naming(String resource, String action) {
        return grants.stream().filter(grant -> grant.names(resource, action)).toList();
    }

    /** Whether a grant with all its constraints reaches the target. */
    public boolean allow(String resource, String action, Target target) {
        return grants.stream().anyMatch(grant -> grant.names(resource, action) && reaches(grant, target));
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

    private boolean reaches(Grant grant, Target target) {
        if (isPrivate(grant.resource(), target) && !grant.singlesOut()) {
            return false;
        }
        var constraints = grant.constraints();
        return constraints == null
                || (in(constraints.packRefs(), target.packRef())
                        && in(constraints.refs(), target.ref())
                        && in(constraints.ids(), target.id())
                        && ownerFits(constraints.owner(), target)
                        && scopeFits(constraints.executionScope(), target)
                        && in(constraints.ownerTypes(), target.ownerType())
                        && in(constraints.ownerRefs(), target.ownerRef())
                        && in(constraints.visibility(), target.visibility())
                        && (constraints.encrypted() == null
                                || constraints.encrypted().equals(target.encrypted())));
    }

    /** What an unconstrained grant does not open (security.md §3.4, §3.6): somebody else's own keys, and private artifacts. */
    private boolean isPrivate(String resource, Target target) {
        return switch (resource) {
            case "keys" -> Grant.PERSONAL.equals(target.ownerType()) && !holder.equals(target.owner());
            case "artifacts" -> Grant.HIDDEN.equals(target.visibility());
            default -> false;
        };
    }

    private static <T> boolean in(@Nullable List<T> accepted, @Nullable T found) {
        return accepted == null || (found != null && accepted.contains(found));
    }

    private boolean ownerFits(@Nullable String constraint, Target target) {
        return switch (constraint) {
            case null -> true;
            case "any" -> true;
            case "none" -> target.owner() == null;
            case "self" -> holder.equals(target.owner());
            default -> false;
        };
    }

    private boolean scopeFits(@Nullable String constraint, Target target) {
        return switch (constraint) {
            case null -> true;
            case "any" -> true;
            case "self" -> holder.equals(target.owner());
            case "descendants" ->
                holder.equals(target.owner()) || target.ancestorOwners().contains(holder);
            default -> false;
        };
    }
}
