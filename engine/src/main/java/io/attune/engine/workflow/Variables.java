package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.secret.SecretPlace;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a workflow, with as much of their past as a rerun can ask for: what a task saw when it last started (workflows.md §12).
 *
 * @param versions in the order in which they were set
 */
public record Variables(List<Version> versions) {
    static final Variables NONE = new Variables(List.of());

    /**
     * A value that a variable was given.
     *
     * @param step of the workflow at which that was
     * @param author the task that did; null for an initial value
     * @param secrets where the value holds them
     */
    public record Version(String name, long step, @Nullable String author, JsonNode value, List<SecretPlace> secrets) {
        public Version {
            secrets = List.copyOf(secrets);
        }
    }

    public Variables {
        versions = List.copyOf(versions);
    }

    /**
     * Sets a variable.
     *
     * @param starts the steps at which tasks last started: values that none of those saw are forgotten
     */
    Variables with(Version version, Collection<Long> starts) {
        List<Version> kept = new ArrayList<>(versions.size() + 1);
        for (int i = 0; i < versions.size(); i++) {
            Version old = versions.get(i);
            if (!old.name().equals(version.name()) || isNeeded(old, follower(i, version), starts)) {
                kept.add(old);
            }
        }
        kept.add(version);
        return new Variables(kept);
    }

    /** The next version of the same variable by the same author. */
    private @Nullable Version follower(int of, Version latest) {
        Version old = versions.get(of);
        for (Version later : versions.subList(of + 1, versions.size())) {
            if (later.name().equals(old.name()) && Objects.equals(later.author(), old.author())) {
                return later;
            }
        }
        return Objects.equals(latest.author(), old.author()) ? latest : null;
    }

    private static boolean isNeeded(Version old, @Nullable Version follower, Collection<Long> starts) {
        return follower == null || starts.stream().anyMatch(start -> start >= old.step() && start < follower.step());
    }

    /** As they stand. Treat it as immutable. */
    public ObjectNode values() {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        versions.forEach(version -> values.set(version.name(), version.value()));
        return values;
    }

    /** The versions that stand, one for each variable. */
    Collection<Version> current() {
        Map<String, Version> current = new LinkedHashMap<>();
        versions.forEach(version -> current.put(version.name(), version));
        return current.values();
    }

    /** As if the tasks had not run since {@code step}. */
    Variables undone(Set<String> tasks, long step) {
        return new Variables(versions.stream()
                .filter(version ->
                        version.author() == null || version.step() <= step || !tasks.contains(version.author()))
                .toList());
    }
}
