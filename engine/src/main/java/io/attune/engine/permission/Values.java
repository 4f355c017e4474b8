package io.attune.engine.permission;

import java.util.HashSet;
import java.util.Set;

/** What one attribute of a target may be: some values, or all but some. That an attribute is absent is a value of its own. */
sealed interface Values {
    record Only(Set<Object> values) implements Values {}

    record AllBut(Set<Object> values) implements Values {}

    default boolean isEmpty() {
        return this instanceof Only(var values) && values.isEmpty();
    }

    default Values and(Values other) {
        return switch (this) {
            case Only(var mine) ->
                switch (other) {
                    case Only(var theirs) -> new Only(common(mine, theirs));
                    case AllBut(var theirs) -> new Only(without(mine, theirs));
                };
            case AllBut(var mine) ->
                switch (other) {
                    case Only(var theirs) -> new Only(without(theirs, mine));
                    case AllBut(var theirs) -> new AllBut(union(mine, theirs));
                };
        };
    }

    default Values minus(Values other) {
        return and(
                switch (other) {
                    case Only(var values) -> new AllBut(values);
                    case AllBut(var values) -> new Only(values);
                });
    }

    private static Set<Object> common(Set<Object> left, Set<Object> right) {
        var common = new HashSet<>(left);
        common.retainAll(right);
        return common;
    }

    private static Set<Object> without(Set<Object> left, Set<Object> right) {
        var rest = new HashSet<>(left);
        rest.removeAll(right);
        return rest;
    }

    private static Set<Object> union(Set<Object> left, Set<Object> right) {
        var union = new HashSet<>(left);
        union.addAll(right);
        return union;
    }
}
