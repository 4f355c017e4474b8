package io.attune.engine.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.catalog.SemanticVersion;
import io.attune.model.catalog.VersionConstraint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a worker has (runtime.md §1.3, {@code worker.capabilities}).
 *
 * @param runtimes normalised names
 * @param versions of runtimes that say which
 */
public record Offer(
        Set<String> runtimes,
        Map<String, List<SemanticVersion>> versions,
        Map<String, String> labels,
        List<Taint> taints) {
    /** Every worker has these without saying so. */
    private static final Set<String> EVERYWHERE = Set.of("native", "internal");

    /** What keeps off runs that do not tolerate it. */
    public record Taint(String key, String value, boolean hard) {}

    public static Offer of(JsonNode capabilities) {
        Set<String> runtimes = new TreeSet<>(EVERYWHERE);
        capabilities.path("runtimes").forEach(name -> runtimes.add(RuntimeNames.normalise(name.asText())));
        Map<String, List<SemanticVersion>> versions = new HashMap<>();
        capabilities.path("runtime_versions").properties().forEach(entry -> {
            var name = RuntimeNames.normalise(entry.getKey());
            List<SemanticVersion> found = new ArrayList<>();
            texts(entry.getValue())
                    .forEach(text -> SemanticVersion.parseLenient(text).ifPresent(found::add));
            versions.put(name, List.copyOf(found));
            runtimes.add(name);
        });
        Map<String, String> labels = new HashMap<>();
        capabilities
                .path("labels")
                .properties()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asText()));
        List<Taint> taints = new ArrayList<>();
        capabilities
                .path("taints")
                .forEach(taint -> taints.add(new Taint(
                        taint.path("key").asText(),
                        taint.path("value").asText(),
                        !taint.path("effect").asText().equals("prefer_no_schedule"))));
        return new Offer(Set.copyOf(runtimes), Map.copyOf(versions), Map.copyOf(labels), List.copyOf(taints));
    }

    private static List<String> texts(JsonNode value) {
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    /** Checks in the order of runtime.md §2.1 step 5 and names the first thing that is missing. */
    public Fit fit(Demands demands) {
        var document = demands.document();
        return runtimeMisfit(document)
                .or(() -> selectorMisfit(document.path("selector")))
                .or(() -> taintMisfit(document.path("tolerations")))
                .or(() -> affinityMisfit(document.path("affinity")))
                .<Fit>map(Fit.Misfit::new)
                .orElseGet(() -> new Fit.Fits(preference(document.path("affinity"))));
    }

    private Optional<String> runtimeMisfit(JsonNode document) {
        if (document.has("runtime")) {
            var constraint = document.has("version") ? document.get("version").asText() : "*";
            var misfit = runtimeMisfit(document.get("runtime").asText(), constraint);
            if (misfit.isPresent()) {
                return misfit;
            }
        }
        for (var entry : document.path("runtimes").properties()) {
            var misfit = runtimeMisfit(entry.getKey(), entry.getValue().asText("*"));
            if (misfit.isPresent()) {
                return misfit;
            }
        }
        return Optional.empty();
    }

    private Optional<String> runtimeMisfit(String name, String constraintText) {
        if (!runtimes.contains(name)) {
            return Optional.of("runtime " + name + " is not available, it has " + new TreeSet<>(runtimes));
        }
        if (constraintText.isBlank() || constraintText.strip().equals("*")) {
            return Optional.empty();
        }
        var constraint = VersionConstraint.parse(constraintText);
        if (constraint.isEmpty()) {
            return Optional.of("'" + constraintText + "' is no version constraint");
        }
        var available = versions.getOrDefault(name, List.of());
        return available.stream().anyMatch(constraint.get()::accepts)
                ? Optional.empty()
                : Optional.of("runtime " + name + " is wanted in version " + constraintText + ", it has " + available);
    }

    private Optional<String> selectorMisfit(JsonNode selector) {
        for (var entry : selector.properties()) {
            var wanted = entry.getValue().asText();
            if (!wanted.equals(labels.get(entry.getKey()))) {
                return Optional.of("label " + entry.getKey() + " is wanted to be '" + wanted + "', it "
                        + (labels.containsKey(entry.getKey())
                                ? "is '" + labels.get(entry.getKey()) + "'"
                                : "is not set"));
            }
        }
        return Optional.empty();
    }

    private Optional<String> taintMisfit(JsonNode tolerations) {
        for (var taint : taints) {
            if (taint.hard() && !tolerated(taint, tolerations)) {
                return Optional.of("its taint " + taint.key() + "=" + taint.value() + " is not tolerated");
            }
        }
        return Optional.empty();
    }

    private static boolean tolerated(Taint taint, JsonNode tolerations) {
        for (var toleration : tolerations) {
            boolean sameKey = toleration.path("key").asText().equals(taint.key());
            boolean anyValue = toleration.path("operator").asText("equal").equals("exists");
            var effect = toleration.path("effect");
            boolean sameEffect = !effect.isTextual() || effect.asText().equals("no_schedule");
            if (sameKey
                    && sameEffect
                    && (anyValue || toleration.path("value").asText().equals(taint.value()))) {
                return true;
            }
        }
        return false;
    }

    private Optional<String> affinityMisfit(JsonNode affinity) {
        for (var term : affinity.path("required")) {
            if (!matches(term)) {
                return Optional.of("its labels " + labels + " do not meet the required affinity " + term);
            }
        }
        for (var term : affinity.path("anti_affinity")) {
            if (matches(term)) {
                return Optional.of("its labels " + labels + " are excluded by the anti-affinity " + term);
            }
        }
        return Optional.empty();
    }

    private int preference(JsonNode affinity) {
        int sum = 0;
        for (var preferred : affinity.path("preferred")) {
            if (matches(preferred.path("preference"))) {
                sum += preferred.path("weight").asInt(1);
            }
        }
        return sum;
    }

    private boolean matches(JsonNode term) {
        for (var entry : term.path("match_labels").properties()) {
            if (!entry.getValue().asText().equals(labels.get(entry.getKey()))) {
                return false;
            }
        }
        for (var expression : term.path("match_expressions")) {
            if (!holds(expression)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(JsonNode expression) {
        var key = expression.path("key").asText();
        var values = texts(expression.path("values"));
        var label = labels.get(key);
        return switch (expression.path("operator").asText()) {
            case "in" -> label != null && values.contains(label);
            case "not_in" -> label == null || !values.contains(label);
            case "exists" -> label != null;
            case "does_not_exist" -> label == null;
            default -> false;
        };
    }
}
