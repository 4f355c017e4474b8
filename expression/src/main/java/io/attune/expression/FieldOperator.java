package io.attune.expression;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.expression.function.Budget;
import io.attune.expression.function.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operators of a list of conditions, with their aliases (expressions.md §8). */
enum FieldOperator {
    EQUALS("=="),
    NOT_EQUALS("!="),
    CONTAINS(null),
    GREATER_THAN(">"),
    LESS_THAN("<"),
    GREATER_OR_EQUAL(">="),
    LESS_OR_EQUAL("<="),
    IN(null),
    NOT_IN(null),
    STARTS_WITH(null),
    ENDS_WITH(null),
    MATCHES("regex"),
    EXISTS(null),
    NOT_EXISTS(null);

    private final @Nullable String alias;

    FieldOperator(@Nullable String alias) {
        this.alias = alias;
    }

    static Optional<FieldOperator> named(String name) {
        for (FieldOperator operator : values()) {
            if (operator.spelling().equals(name) || name.equals(operator.alias)) {
                return Optional.of(operator);
            }
        }
        return Optional.empty();
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (FieldOperator operator : values()) {
            names.add(operator.spelling());
            if (operator.alias != null) {
                names.add(operator.alias);
            }
        }
        return names;
    }

    private String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As it reads best between a field and a value. */
    String symbol() {
        return alias == null || this == MATCHES ? spelling() : alias;
    }

    /** Why a value can never fulfil the operator; empty when it can. */
    Optional<String> refuse(JsonNode value) {
        boolean fits = switch (this) {
            case IN, NOT_IN -> value.isArray();
            case STARTS_WITH, ENDS_WITH, MATCHES -> value.isTextual();
            case GREATER_THAN, LESS_THAN, GREATER_OR_EQUAL, LESS_OR_EQUAL ->
                value.isNumber() || value.isTextual() || value.isArray();
            case EQUALS, NOT_EQUALS, CONTAINS, EXISTS, NOT_EXISTS -> true;
        };
        String expected = switch (this) {
            case IN, NOT_IN -> "an array";
            case STARTS_WITH, ENDS_WITH, MATCHES -> "a string";
            default -> "a number, a string or an array";
        };
        return fits
                ? Optional.empty()
                : Optional.of(
                        "the value of " + spelling() + " must be " + expected + ", not " + Values.described(value));
    }

    /** @param found what the payload holds; {@code matches} is decided by its compiled pattern and not here */
    boolean holds(JsonNode found, JsonNode value, Budget budget) {
        return switch (this) {
            case EQUALS -> Values.equal(found, value, budget);
            case NOT_EQUALS -> !Values.equal(found, value, budget);
            case CONTAINS ->
                (found.isArray() || (found.isTextual() && value.isTextual())) && Values.contains(found, value, budget);
            case GREATER_THAN -> Values.compare(found, value, budget) > 0;
            case LESS_THAN -> Values.compare(found, value, budget) < 0;
            case GREATER_OR_EQUAL -> Values.compare(found, value, budget) >= 0;
            case LESS_OR_EQUAL -> Values.compare(found, value, budget) <= 0;
            case IN -> Values.contains(value, found, budget);
            case NOT_IN -> !Values.contains(value, found, budget);
            case STARTS_WITH -> found.isTextual() && found.textValue().startsWith(value.textValue());
            case ENDS_WITH -> found.isTextual() && found.textValue().endsWith(value.textValue());
            case EXISTS -> true;
            case NOT_EXISTS -> false;
            case MATCHES -> throw new IllegalStateException("matches is decided by its pattern");
        };
    }
}
