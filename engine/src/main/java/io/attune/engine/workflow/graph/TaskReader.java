package io.attune.engine.workflow.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.Spelling;
import io.attune.model.WireEnum;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tasks (workflows.md §3). */
final class TaskReader {
    /** The roots of expressions (workflows.md §3); a task of such a name could not be read. */
    static final Set<String> RESERVED =
            Set.of("parameters", "vars", "task", "system", "kv", "pack", "item", "batch", "index");

    private static final List<String> OVERRIDES =
            List.of("permission_set_refs", "worker_selector", "worker_tolerations", "worker_affinity");
    private static final int NAME_LENGTH = 255;
    private static final int MOST_RETRIES = 100;

    private final Map<String, Task> tasks = new LinkedHashMap<>();

    private TaskReader() {}

    static Map<String, Task> readAll(Form workflow) {
        var reader = new TaskReader();
        reader.readList(workflow, null);
        if (reader.tasks.isEmpty() && !workflow.problems().fatal()) {
            workflow.fatal("at least one task is required", null, "tasks");
        }
        return reader.tasks;
    }

    /** @return the names in the list, whose transitions may lead to each other */
    private Set<String> readList(Form holder, @Nullable String within) {
        List<Form> forms = holder.eachOrNamed("tasks");
        Set<String> names = new LinkedHashSet<>();
        forms.forEach(form -> form.text("name").ifPresent(names::add));
        for (Form form : forms) {
            Optional<String> name = form.text("name").filter(text -> text.length() <= NAME_LENGTH);
            if (name.isEmpty()) {
                form.fatal("is required, with at most " + NAME_LENGTH + " characters", null, "name");
                continue;
            }
            Form named = form.of(name.get());
            if (tasks.containsKey(name.get())) {
                named.fatal("another task is called '" + name.get() + "' already", null, "name");
                continue;
            }
            Task task = task(named, name.get(), within);
            tasks.put(task.name(), task);
            if (task.work() instanceof Work.Parallel) {
                Set<String> parts = readList(named, task.name());
                tasks.replace(task.name(), withParts(task, parts));
            }
            checkTargets(named, task, names);
        }
        return names;
    }

    private static Task withParts(Task task, Set<String> parts) {
        return new Task(
                task.name(),
                new Work.Parallel(List.copyOf(parts)),
                task.when(),
                task.join(),
                task.fanout(),
                task.retry(),
                task.delay(),
                task.timeout(),
                task.next(),
                task.within());
    }

    private static void checkTargets(Form form, Task task, Set<String> names) {
        for (String target : WorkflowPlan.successors(task)) {
            if (!names.contains(target)) {
                form.fatal(
                        "leads to '" + target + "', which is not a task here",
                        Spelling.nearest(target, names)
                                .map(near -> "did you mean '" + near + "'?")
                                .orElse(null),
                        "next");
            }
        }
    }

    private static Task task(Form form, String name, @Nullable String within) {
        return new Task(
                name,
                work(form),
                guard(form, "when"),
                form.number("join", 1, Integer.MAX_VALUE).orElse(null),
                fanout(form),
                form.inside("retry").map(TaskReader::retry).orElse(null),
                seconds(form, "delay", 0).orElse(Duration.ZERO),
                seconds(form, "timeout", 1).orElse(null),
                TransitionReader.read(form),
                within);
    }

    private static Work work(Form form) {
        String type = form.text("type").orElse("action");
        if (type.equals("parallel")) {
            if (form.find("tasks").filter(tasks -> !tasks.isEmpty()).isEmpty()) {
                form.fatal("is required for a task of type parallel", null, "tasks");
            }
            return new Work.Parallel(List.of());
        }
        if (!type.equals("action") && !type.equals("workflow")) {
            form.fatal("'" + type + "' is not one of action, parallel, workflow", null, "type");
        }
        Optional<String> action = form.text("action");
        if (action.isEmpty()) {
            form.fatal("is required", "write the ref of an action, as in core.echo", "action");
        } else if (!action.get().matches("[^.]+(\\.[^.]+)+")) {
            form.fatal("'" + action.get() + "' is not the ref of an action", "write <pack>.<name>", "action");
        }
        Text input = form.find("input")
                .map(value -> Text.of(value, "input"))
                .filter(text -> !text.isEmpty())
                .orElseGet(Text::empty);
        form.find("input").filter(value -> !value.isObject()).ifPresent(value -> {
            if (!value.isTextual()) {
                form.fatal("must be a map, found " + Form.kind(value), null, "input");
            }
        });
        return new Work.Action(action.orElse(""), input, overrides(form));
    }

    private static Text overrides(Form form) {
        var overrides = JsonNodeFactory.instance.objectNode();
        Optional.ofNullable(form.fields().get("permission_set_ref"))
                .ifPresent(value -> overrides.set("permission_set_refs", value));
        for (String field : OVERRIDES) {
            JsonNode value = form.fields().get(field);
            if (value != null) {
                overrides.set(field, value);
            }
        }
        return Text.of(overrides, "");
    }

    private static @Nullable Fanout fanout(Form form) {
        Optional<JsonNode> list = form.find("with_items");
        var concurrency = form.number("concurrency", list.isPresent() ? 1 : 0, Integer.MAX_VALUE);
        var batch = form.number("batch_size", list.isPresent() ? 1 : 0, Integer.MAX_VALUE);
        return list.map(value -> new Fanout(Text.of(value, "with_items"), concurrency.orElse(1), batch.orElse(null)))
                .orElse(null);
    }

    private static Retry retry(Form form) {
        int count = form.number("count", 1, MOST_RETRIES).orElse(0);
        Duration delay = seconds(form, "delay", 0).orElse(Duration.ZERO);
        for (String field : List.of("count", "delay")) {
            if (!form.has(field)) {
                form.fatal("is required", null, field);
            }
        }
        Backoff backoff = form.text("backoff")
                .flatMap(word -> {
                    var found = WireEnum.find(Backoff.class, word);
                    if (found.isEmpty()) {
                        form.fatal("'" + word + "' is not one of constant, linear, exponential", null, "backoff");
                    }
                    return found;
                })
                .orElse(Backoff.CONSTANT);
        Duration most = seconds(form, "max_delay", 0).orElse(null);
        if (most != null && most.compareTo(delay) < 0) {
            form.fatal("is less than delay", null, "max_delay");
        }
        return new Retry(count, delay, backoff, most, guard(form, "on_error"), form.flag("on_worker_lost"));
    }

    private static @Nullable Guard guard(Form form, String field) {
        return TransitionReader.condition(form, field)
                .map(text -> Guard.of(text, field))
                .orElse(null);
    }

    private static Optional<Duration> seconds(Form form, String field, int least) {
        return form.number(field, least, Integer.MAX_VALUE).map(Duration::ofSeconds);
    }
}
