package io.attune.server.component;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import io.attune.model.WireEnum;
import io.attune.server.http.FieldChecks;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of a placement as requests name them (api.md §2.2), and what must hold of them (runtime.md §2.1). */
public final class PlacementRequest {
    private static final Set<String> WITH_VALUES = Set.of("in", "not_in");

    private PlacementRequest() {}

    /** How a toleration compares. */
    public enum TolerationOperator implements WireEnum {
        EQUAL,
        EXISTS
    }

    /** What a taint does to those that do not tolerate it. */
    public enum TaintEffect implements WireEnum {
        NO_SCHEDULE,
        PREFER_NO_SCHEDULE
    }

    /** How a label is compared. */
    public enum LabelOperator implements WireEnum {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Toleration(
            @Nullable String key,
            @Nullable TolerationOperator operator,
            @Nullable String value,
            @Nullable TaintEffect effect) {
        /** With the default that the wire shows. */
        public Toleration complete() {
            return new Toleration(key, operator == null ? TolerationOperator.EQUAL : operator, value, effect);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Affinity(
            @Nullable List<Term> required,
            @Nullable List<Preference> preferred,
            @Nullable List<Term> antiAffinity) {}

    public record Preference(
            @Nullable Integer weight, @Nullable Term preference) {
        /** The weight that counts. */
        @JsonValue
        public Map<String, Object> wire() {
            return Map.of(
                    "weight", weight == null ? 1 : weight, "preference", preference == null ? Term.ANY : preference);
        }
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Term(
            @Nullable Map<String, String> matchLabels,
            @Nullable List<LabelExpression> matchExpressions) {
        static final Term ANY = new Term(null, null);
    }

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record LabelExpression(
            @Nullable String key,
            @Nullable LabelOperator operator,
            @Nullable List<String> values) {}

    static void check(
            FieldChecks checks,
            @Nullable Map<String, String> selector,
            @Nullable List<Toleration> tolerations,
            @Nullable Affinity affinity) {
        labels(checks, "worker_selector", selector);
        if (tolerations != null) {
            for (int i = 0; i < tolerations.size(); i++) {
                key(
                        checks,
                        "worker_tolerations." + i + ".key",
                        tolerations.get(i).key());
            }
        }
        if (affinity != null) {
            terms(checks, "worker_affinity.required", affinity.required());
            terms(checks, "worker_affinity.anti_affinity", affinity.antiAffinity());
            preferences(checks, affinity.preferred());
        }
    }

    private static void preferences(FieldChecks checks, @Nullable List<Preference> preferences) {
        if (preferences == null) {
            return;
        }
        for (int i = 0; i < preferences.size(); i++) {
            var place = "worker_affinity.preferred." + i;
            checks.range(place + ".weight", preferences.get(i).weight(), 1, 100);
            var term = preferences.get(i).preference();
            if (term == null) {
                checks.finding(place + ".preference", "is required");
            } else {
                term(checks, place + ".preference", term);
            }
        }
    }

    private static void terms(FieldChecks checks, String field, @Nullable List<Term> terms) {
        if (terms != null) {
            for (int i = 0; i < terms.size(); i++) {
                term(checks, field + "." + i, terms.get(i));
            }
        }
    }

    private static void term(FieldChecks checks, String field, Term term) {
        labels(checks, field + ".match_labels", term.matchLabels());
        var expressions = term.matchExpressions();
        if (expressions == null) {
            return;
        }
        for (int i = 0; i < expressions.size(); i++) {
            expression(checks, field + ".match_expressions." + i, expressions.get(i));
        }
    }

    private static void expression(FieldChecks checks, String place, LabelExpression expression) {
        key(checks, place + ".key", expression.key());
        var operator = expression.operator();
        if (operator == null) {
            checks.finding(place + ".operator", "is required");
            return;
        }
        var values = expression.values();
        boolean hasValues = values != null && !values.isEmpty();
        if (hasValues != WITH_VALUES.contains(operator.wire())) {
            checks.finding(
                    place + ".values",
                    hasValues
                            ? "must be absent for '" + operator.wire() + "'"
                            : "is required for '" + operator.wire() + "'");
        }
    }

    private static void key(FieldChecks checks, String field, @Nullable String key) {
        if (key == null || key.isBlank()) {
            checks.finding(field, "is required");
        }
    }

    private static void labels(FieldChecks checks, String field, @Nullable Map<String, String> labels) {
        if (labels == null) {
            return;
        }
        labels.forEach((name, value) -> {
            // JSON null arrives as a null value, whatever the type says.
            if (name.isBlank() || value == null || value.isBlank()) {
                checks.finding(field, "keys and values must not be empty");
            }
        });
    }
}
