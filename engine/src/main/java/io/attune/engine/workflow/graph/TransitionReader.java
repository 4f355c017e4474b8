package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.graph.Transition.Publication;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the transitions of a task, in today's form and in the old ones (workflows.md §5, §5.3). */
final class TransitionReader {
    private static final Map<String, Optional<String>> OLD_FORMS;

    static {
        Map<String, Optional<String>> forms = new LinkedHashMap<>();
        forms.put("on_success", Optional.of("{{ succeeded() }}"));
        forms.put("on_failure", Optional.of("{{ failed() }}"));
        forms.put("on_complete", Optional.empty());
        forms.put("on_timeout", Optional.of("{{ timed_out() }}"));
        OLD_FORMS = forms;
    }

    private TransitionReader() {}

    static List<Transition> read(Form task) {
        List<Form> forms = task.has("next") ? task.each("next") : List.of();
        if (!forms.isEmpty()) {
            return forms.stream()
                    .map(form -> new Transition(
                            condition(form, "when")
                                    .map(text -> Guard.of(text, "when"))
                                    .orElse(null),
                            publications(form),
                            targets(form)))
                    .toList();
        }
        return published(task, old(task));
    }

    /** A text, or a plain boolean: {@code when: false} is YAML that people write. */
    static Optional<String> condition(Form form, String field) {
        return form.find(field)
                .filter(JsonNode::isBoolean)
                .map(JsonNode::asText)
                .or(() -> form.text(field));
    }

    private static List<String> targets(Form form) {
        Set<String> targets = new LinkedHashSet<>();
        form.find("do").ifPresent(value -> {
            if (value.isTextual()) {
                targets.add(value.textValue());
            } else if (value.isArray() && value.valueStream().allMatch(JsonNode::isTextual)) {
                value.forEach(name -> targets.add(name.textValue()));
            } else {
                form.fatal("must be a list of names of tasks, found " + Form.kind(value), null, "do");
            }
        });
        return List.copyOf(targets);
    }

    private static List<Publication> publications(Form form) {
        List<Publication> publications = new ArrayList<>();
        form.find("publish").ifPresent(value -> {
            if (value instanceof ObjectNode map) {
                addAll(map, publications);
            } else if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    switch (value.get(i)) {
                        case ObjectNode map -> addAll(map, publications);
                        case JsonNode name
                        when name.isTextual() -> publications.add(new Publication(name.textValue(), null));
                        default -> form.fatal("must be a name, or a map of names", null, "publish", String.valueOf(i));
                    }
                }
            } else if (value.isTextual()) {
                publications.add(new Publication(value.textValue(), null));
            } else {
                form.fatal("must be a list, found " + Form.kind(value), null, "publish");
            }
        });
        return publications;
    }

    private static void addAll(ObjectNode map, List<Publication> publications) {
        map.properties()
                .forEach(entry -> publications.add(
                        new Publication(entry.getKey(), Text.of(entry.getValue(), "publish." + entry.getKey()))));
    }

    private static List<Transition> old(Form task) {
        List<Transition> transitions = new ArrayList<>();
        OLD_FORMS.forEach((field, when) -> task.text(field)
                .ifPresent(target -> transitions.add(
                        to(when.map(text -> Guard.of(text, field)).orElse(null), target))));
        boolean otherwise = false;
        for (Form branch : task.has("decision") ? task.each("decision") : List.<Form>of()) {
            Optional<String> when = condition(branch, "when");
            boolean isDefault = branch.flag("default");
            if (when.isEmpty() && !isDefault) {
                branch.fatal("needs 'when', or 'default: true'", null);
            }
            if (isDefault && otherwise) {
                branch.fatal("another branch is the default already", null, "default");
            }
            otherwise |= isDefault;
            branch.text("next")
                    .ifPresentOrElse(
                            target -> transitions.add(
                                    to(when.map(text -> Guard.of(text, "when")).orElse(null), target)),
                            () -> branch.fatal("is required", null, "next"));
        }
        return transitions;
    }

    private static Transition to(@Nullable Guard when, String target) {
        return new Transition(when, List.of(), List.of(target));
    }

    /** The variables of the task itself go to the transition of its success. */
    private static List<Transition> published(Form task, List<Transition> transitions) {
        List<Publication> publish = publications(task);
        if (publish.isEmpty()) {
            return transitions;
        }
        if (transitions.isEmpty()) {
            return List.of(new Transition(Guard.of("{{ succeeded() }}", "when"), publish, List.of()));
        }
        int first = 0;
        for (int i = transitions.size() - 1; i >= 0; i--) {
            Guard when = transitions.get(i).when();
            if (when != null && Objects.equals(when.source(), "{{ succeeded() }}")) {
                first = i;
            }
        }
        List<Transition> all = new ArrayList<>(transitions);
        Transition at = all.get(first);
        all.set(first, new Transition(at.when(), publish, at.targets()));
        return all;
    }
}
