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
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The variables of a workflow, with as much of their past as a rerun can ask for: what a task saw when it last started (workflows.md §12).
 * They may be long, and most decisions have no use for them: those that are stored are read when somebody asks. Used by one thread.
 */
public final class Variables {
    public static final Variables NONE = new Variables(List.of());

    private final Supplier<List<Version>> stored;
    private @Nullable List<Version> versions;
    private @Nullable ObjectNode values;

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

    private Variables(Supplier<List<Version>> stored) {
        this.stored = stored;
    }

    Variables(List<Version> versions) {
        this(() -> versions);
    }

    /** @param stored is asked at most once */
    public static Variables stored(Supplier<StoredVariables> stored) {
        return new Variables(() -> StateJson.versions(stored.get()));
    }

    /** In the order in which they were set. */
    public List<Version> versions() {
        List<Version> known = versions;
        if (known == null) {
            known = List.copyOf(stored.get());
            versions = known;
        }
        return known;
    }

    /** Whether a secret is among them. */
    public boolean holdSecrets() {
        return versions().stream().anyMatch(version -> !version.secrets().isEmpty());
    }

    /**
     * Sets a variable.
     *
     * @param starts the steps at which tasks last started: values that none of those saw are forgotten
     */
    Variables with(Version version, Collection<Long> starts) {
        List<Version> versions = versions();
        List<Version> kept = new ArrayList<>(versions.size() + 1);
        for (int i = 0; i < versions.size(); i++) {
            Version old = versions.get(i);
            if (!old.name().equals(version.name()) || isNeeded(old, follower(versions, i, version), starts)) {
                kept.add(old);
            }
        }
        kept.add(version);
        return new Variables(kept);
    }

    /** The next version of the same variable by the same author. */
    private static @Nullable Version follower(List<Version> versions, int of, Version latest) {
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
        ObjectNode known = values;
        if (known == null) {
            known = JsonNodeFactory.instance.objectNode();
            for (Version version : versions()) {
                known.set(version.name(), version.value());
            }
            values = known;
        }
        return known;
    }

    /** The versions that stand, one for each variable. */
    Collection<Version> current() {
        Map<String, Version> current = new LinkedHashMap<>();
        versions().forEach(version -> current.put(version.name(), version));
        return current.values();
    }

    /** As if some had not been set, which is not for initial values. */
    Variables without(BiPredicate<String, Long> settings) {
        return new Variables(versions().stream()
                .filter(version -> version.author() == null || !settings.test(version.author(), version.step()))
                .toList());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Variables variables && variables.versions().equals(versions()));
    }

    @Override
    public int hashCode() {
        return versions().hashCode();
    }

    @Override
    public String toString() {
        return versions().toString();
    }
}
