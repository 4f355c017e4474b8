package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.workflow.WorkflowState.Ending;
import io.attune.engine.workflow.WorkflowState.Phase;
import io.attune.model.WireEnum;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.secret.SecretMarker;
import io.attune.model.secret.SecretPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form in which a state is stored. What is as usual is left out. */
public final class StateJson {
    static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StateJson() {}

    /** The variables, which change seldom and may be long. */
    public static StoredVariables variables(WorkflowState state) {
        ArrayNode versions = JSON.arrayNode();
        List<StoredVariables.Leaf> secrets = new ArrayList<>();
        for (Variables.Version version : state.variables().versions()) {
            for (SecretPlace place : version.secrets()) {
                secrets.add(new StoredVariables.Leaf(
                        versions.size(), place, version.value().at(place.at())));
            }
            versions.add(version(version));
        }
        return new StoredVariables(versions, secrets);
    }

    private static ObjectNode version(Variables.Version version) {
        ObjectNode json = JSON.objectNode().put("name", version.name()).put("step", version.step());
        if (version.author() != null) {
            json.put("author", version.author());
        }
        List<SecretPlace> secrets = version.secrets();
        json.set(
                "value",
                SecretMarker.redacted(
                        version.value(), secrets.stream().map(SecretPlace::at).toList()));
        return json;
    }

    /** Everything but the variables: short whatever the workflow handles. */
    public static ObjectNode core(WorkflowState state) {
        ObjectNode json = JSON.objectNode();
        switch (state.phase()) {
            case Phase.Running _ -> json.put("phase", "running");
            case Phase.Stopping(Ending(ExecutionStatus status, String error)) ->
                json.put("phase", "stopping").put("status", status.wire()).put("error", error);
            case Phase.Done(ExecutionStatus status) -> json.put("phase", "done").put("status", status.wire());
        }
        if (state.paused()) {
            json.put("paused", true);
        }
        if (state.startedAt() != null) {
            json.put("started_at", state.startedAt().toString());
        }
        json.put("steps", state.steps());
        if (state.last() != null) {
            json.put("last", state.last());
        }
        if (!state.unfollowed().isEmpty()) {
            ArrayNode unfollowed = json.putArray("unfollowed");
            state.unfollowed().forEach(unfollowed::add);
        }
        ObjectNode tasks = json.putObject("tasks");
        state.tasks().forEach((name, task) -> tasks.set(name, TaskJson.write(task)));
        return json;
    }

    /** The core of a run that is over before its time: nobody decides anything for it any more, whatever its tasks were doing. */
    public static ObjectNode givenUp(ObjectNode core) {
        return core.deepCopy().put("phase", "done").put("status", ExecutionStatus.FAILED.wire());
    }

    /** Reads {@link #variables}, whose secrets have been decrypted. */
    static List<Variables.Version> versions(StoredVariables stored) {
        List<Variables.Version> versions = new ArrayList<>();
        for (int i = 0; i < stored.versions().size(); i++) {
            int index = i;
            versions.add(version(
                    stored.versions().get(i),
                    stored.secrets().stream()
                            .filter(leaf -> leaf.version() == index)
                            .toList()));
        }
        return versions;
    }

    /** Reads {@link #core}. */
    public static WorkflowState read(ObjectNode core, Variables variables) {
        Map<String, TaskState> tasks = new LinkedHashMap<>();
        core.path("tasks").properties().forEach(task -> tasks.put(task.getKey(), TaskJson.read(task.getValue())));
        return new WorkflowState(
                phase(core),
                core.path("paused").booleanValue(),
                core.has("started_at") ? Instant.parse(core.get("started_at").textValue()) : null,
                core.path("steps").longValue(),
                text(core, "last"),
                TaskJson.names(core.path("unfollowed")),
                variables,
                tasks);
    }

    private static Variables.Version version(JsonNode json, List<StoredVariables.Leaf> secrets) {
        JsonNode value = json.path("value");
        if (!secrets.isEmpty()) {
            value = value.deepCopy();
            for (StoredVariables.Leaf leaf : secrets) {
                value = SecretMarker.put(value, leaf.place().at(), leaf.value());
            }
        }
        return new Variables.Version(
                json.path("name").asText(),
                json.path("step").longValue(),
                text(json, "author"),
                value,
                secrets.stream().map(StoredVariables.Leaf::place).toList());
    }

    private static Phase phase(ObjectNode core) {
        String phase = core.path("phase").asText();
        return switch (phase) {
            case "running" -> new Phase.Running();
            case "stopping" ->
                new Phase.Stopping(new Ending(
                        constant(ExecutionStatus.class, core.path("status")),
                        core.path("error").asText()));
            case "done" -> new Phase.Done(constant(ExecutionStatus.class, core.path("status")));
            default -> throw new IllegalStateException("no workflow is in the phase '" + phase + "'");
        };
    }

    static <E extends Enum<E> & WireEnum> E constant(Class<E> type, JsonNode text) {
        return WireEnum.find(type, text.asText())
                .orElseThrow(() -> new IllegalStateException("'" + text.asText() + "' is no " + type.getSimpleName()));
    }

    static @Nullable String text(JsonNode json, String field) {
        return json.path(field).textValue();
    }
}
