package io.attune.engine.permission;

import static io.attune.engine.permission.Region.Attribute.ENCRYPTED;
import static io.attune.engine.permission.Region.Attribute.ID;
import static io.attune.engine.permission.Region.Attribute.OWNER;
import static io.attune.engine.permission.Region.Attribute.OWNER_REF;
import static io.attune.engine.permission.Region.Attribute.OWNER_TYPE;
import static io.attune.engine.permission.Region.Attribute.PACK_REF;
import static io.attune.engine.permission.Region.Attribute.REF;
import static io.attune.engine.permission.Region.Attribute.SCOPE;
import static io.attune.engine.permission.Region.Attribute.VISIBILITY;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The targets that a grant reaches: a product of what each of their attributes may be. */
record Region(Map<Attribute, Values> values) {
    enum Attribute {
        PACK_REF,
        REF,
        ID,
        /** Whose it is: nobody's, the holder's, or somebody else's. */
        OWNER,
        OWNER_TYPE,
        OWNER_REF,
        VISIBILITY,
        /** Who started an execution: the holder, somebody below a run of the holder, or somebody else. */
        SCOPE,
        ENCRYPTED
    }

    private enum Relation {
        HOLDER,
        BELOW_HOLDER
    }

    /** Stands for an attribute that a target lacks. */
    private static final Object ABSENT = new Object();

    private static final Values ANY = new Values.AllBut(Set.of());
    private static final Region EVERYTHING = new Region(Map.of());

    /** What the constraints of a grant leave; several regions where the resource has targets that must be singled out. */
    static List<Region> of(Grant grant) {
        var region = constrained(grant.constraints());
        if (grant.singlesOut()) {
            return List.of(region);
        }
        return switch (grant.resource()) {
            case "keys" ->
                List.of(
                        region.with(OWNER_TYPE, new Values.AllBut(Set.of(Grant.PERSONAL))),
                        region.with(OWNER, new Values.Only(Set.of(Relation.HOLDER))));
            case "artifacts" -> List.of(region.with(VISIBILITY, new Values.AllBut(Set.of(Grant.HIDDEN))));
            default -> List.of(region);
        };
    }

    private static Region constrained(Grant.@Nullable Constraints constraints) {
        if (constraints == null) {
            return EVERYTHING;
        }
        return EVERYTHING
                .with(PACK_REF, among(constraints.packRefs()))
                .with(REF, among(constraints.refs()))
                .with(ID, among(constraints.ids()))
                .with(OWNER, owner(constraints.owner()))
                .with(OWNER_TYPE, among(constraints.ownerTypes()))
                .with(OWNER_REF, among(constraints.ownerRefs()))
                .with(VISIBILITY, among(constraints.visibility()))
                .with(SCOPE, scope(constraints.executionScope()))
                .with(
                        ENCRYPTED,
                        constraints.encrypted() == null ? ANY : new Values.Only(Set.of(constraints.encrypted())));
    }

    private static Values among(@Nullable List<?> accepted) {
        return accepted == null ? ANY : new Values.Only(new HashSet<>(accepted));
    }

    private static Values owner(@Nullable String word) {
        return switch (word) {
            case null -> ANY;
            case "any" -> ANY;
            case "none" -> new Values.Only(Set.of(ABSENT));
            case "self" -> new Values.Only(Set.of(Relation.HOLDER));
            default -> new Values.Only(Set.of());
        };
    }

    private static Values scope(@Nullable String word) {
        return switch (word) {
            case null -> ANY;
            case "any" -> ANY;
            case "self" -> new Values.Only(Set.of(Relation.HOLDER));
            case "descendants" -> new Values.Only(Set.of(Relation.HOLDER, Relation.BELOW_HOLDER));
            default -> new Values.Only(Set.of());
        };
    }

    boolean isEmpty() {
        return values.values().stream().anyMatch(Values::isEmpty);
    }

    /** What is left of this one when the other is taken away: disjoint regions, as few as the other's constraints. */
    List<Region> minus(Region other) {
        var left = new ArrayList<Region>();
        var inside = this;
        for (var attribute : Attribute.values()) {
            var outside = inside.with(attribute, inside.at(attribute).minus(other.at(attribute)));
            if (!outside.isEmpty()) {
                left.add(outside);
            }
            inside = inside.with(attribute, inside.at(attribute).and(other.at(attribute)));
            if (inside.isEmpty()) {
                // They share nothing: the pieces would only be this region in more words.
                return List.of(this);
            }
        }
        return left;
    }

    private Values at(Attribute attribute) {
        return values.getOrDefault(attribute, ANY);
    }

    private Region with(Attribute attribute, Values narrowed) {
        var changed = new EnumMap<Attribute, Values>(Attribute.class);
        changed.putAll(values);
        changed.put(attribute, narrowed);
        return new Region(changed);
    }
}
