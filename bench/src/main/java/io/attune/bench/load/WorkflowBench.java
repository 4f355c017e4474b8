package io.attune.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * What workflows cost beside their actions, which are {@code core.noop} and so next to nothing: the time of steps one after the other, of
 * items side by side, of workflows in workflows and of many workflows at once, each at growing sizes.
 */
final class WorkflowBench {
    private static final int ROUNDS = 9;
    private static final int STEPS_OF_MANY = 5;
    private static final int CONNECTIONS = 16;
    private static final int PAGE = 100;
    private static final int WARM_UP = 200;
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final Options options;
    private final Report report;
    private final GrowthPicture picture = new GrowthPicture();

    private WorkflowBench(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    static void run(Options options, Report report) throws IOException, InterruptedException {
        var bench = new WorkflowBench(options, report);
        bench.sequences();
        for (int items : List.of(100, 1_000, 10_000, 100_000)) {
            bench.fanOut(options.scaled(items));
        }
        bench.nested();
        bench.many();
        if (options.picture() != null) {
            bench.picture.write(options.picture());
        }
    }

    private void sequences() throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            warmUp(target, sequence(target, 50), 20);
            for (int steps : options.quick() ? List.of(1, 10, 100) : List.of(1, 10, 100, 500)) {
                var time = median(target, sequence(target, steps));
                picture.add("steps, one after the other", steps, time);
                report.add(
                        "a workflow of " + steps + " sequential steps",
                        milliseconds(time) + " = " + milliseconds(time.dividedBy(steps)) + " a step",
                        "≤ 3 ms a step");
            }
        });
    }

    /** On a platform of its own, as a process does not give memory back. */
    private void fanOut(int items) throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            var task = task("each", "core.noop");
            task.put("with_items", "{{ range(parameters.n) }}").put("concurrency", 64);
            var fan = workflow(target, "fan", List.of(task));
            for (int i = 0; i < 10; i++) {
                duration(run(target, fan, Target.object("n", 100)));
            }
            long before = peakMemory(target);
            var time = duration(run(target, fan, Target.object("n", items)));
            picture.add("items of one task, 64 at once", items, time);
            report.add(
                    "with_items over " + String.format(Locale.ROOT, "%,d", items) + " items, 64 at once",
                    milliseconds(time) + " = " + milliseconds(time.dividedBy(items))
                            + " an item; peak memory of the server " + before + " → " + peakMemory(target) + " MiB",
                    "linear in time and memory");
        });
    }

    private void nested() throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            var refs = new ArrayList<String>();
            refs.add(sequence(target, 1));
            for (int level = 1; level <= 20; level++) {
                refs.add(workflow(target, "level_" + level, List.of(task("inner", refs.getLast()))));
            }
            warmUp(target, refs.getLast(), 10);
            for (int level : List.of(1, 5, 10, 20)) {
                var time = median(target, refs.get(level));
                picture.add("workflows in workflows", level, time);
                report.add(
                        "workflows nested " + level + " deep",
                        milliseconds(time) + " = " + milliseconds(time.dividedBy(level)) + " a level",
                        "");
            }
        });
    }

    private void many() throws IOException, InterruptedException {
        Target.fresh(options, target -> {
            var ref = sequence(target, STEPS_OF_MANY);
            var path = target.webhook("many");
            target.rule("many", "many", ref, "");
            Load.ofNumbers(target.url(), path).closed(CONNECTIONS, WARM_UP);
            int ended = WARM_UP;
            target.awaitCompleted("many", ended);
            for (int workflows : options.quick() ? List.of(10, 100) : List.of(10, 100, 1_000)) {
                Load.ofNumbers(target.url(), path).closed(CONNECTIONS, workflows);
                ended += workflows;
                target.awaitCompleted("many", ended);
                var time = ofTheNewest(target, workflows);
                picture.add("workflows of five steps at once", workflows, time);
                report.add(
                        workflows + " workflows of " + STEPS_OF_MANY + " steps at once, first start to last end",
                        milliseconds(time) + " = " + Report.number(workflows * STEPS_OF_MANY * 1e9 / time.toNanos())
                                + " steps/s",
                        "");
            }
        });
    }

    private static Duration ofTheNewest(Target target, int workflows) {
        var from = Instant.MAX;
        var to = Instant.MIN;
        int seen = 0;
        for (int page = 1; seen < workflows; page++) {
            for (var item : target.get("/api/v1/executions?top_level_only=true&rule_ref=bench.many&per_page=" + PAGE
                            + "&page=" + page)
                    .path("items")) {
                if (seen++ < workflows) {
                    var start = time(item, "started_at");
                    var end = time(item, "updated");
                    from = start.isBefore(from) ? start : from;
                    to = end.isAfter(to) ? end : to;
                }
            }
        }
        return Duration.between(from, to);
    }

    private static String sequence(Target target, int steps) {
        var tasks = new ArrayList<ObjectNode>();
        for (int i = 1; i <= steps; i++) {
            var task = task("t" + i, "core.noop");
            if (i < steps) {
                task.putArray("next").addObject().putArray("do").add("t" + (i + 1));
            }
            tasks.add(task);
        }
        return workflow(target, "sequence_" + steps, tasks);
    }

    private static ObjectNode task(String name, String action) {
        return Target.object("name", name, "action", action);
    }

    private static String workflow(Target target, String name, List<ObjectNode> tasks) {
        var ref = "bench." + name;
        target.post(
                "/api/v1/workflows",
                Target.object(
                        "ref",
                        ref,
                        "pack_ref",
                        "bench",
                        "label",
                        name,
                        "version",
                        "1.0.0",
                        "param_schema",
                        Target.object("n", Target.object("type", "integer")),
                        "definition",
                        Target.object("tasks", tasks)));
        return ref;
    }

    private static void warmUp(Target target, String workflow, int times) {
        for (int i = 0; i < times; i++) {
            run(target, workflow, Target.object());
        }
    }

    private static Duration median(Target target, String workflow) {
        var times = new ArrayList<Duration>();
        for (int i = 0; i < ROUNDS; i++) {
            times.add(duration(run(target, workflow, Target.object())));
        }
        times.sort(null);
        return times.get(ROUNDS / 2);
    }

    /** Runs a workflow to its end; looks ever less often, for looking costs the platform something, too. */
    private static JsonNode run(Target target, String workflow, ObjectNode parameters) {
        long id = target.post(
                        "/api/v1/executions/execute", Target.object("action_ref", workflow, "parameters", parameters))
                .path("data")
                .path("id")
                .asLong();
        long end = System.nanoTime() + LONGEST.toNanos();
        for (long pause = 10_000_000; System.nanoTime() < end; pause = Math.min(pause * 2, 500_000_000)) {
            LockSupport.parkNanos(pause);
            var run = target.get("/api/v1/executions/" + id).path("data");
            switch (run.path("status").asText()) {
                case "completed" -> {
                    return run;
                }
                case "failed", "timeout", "cancelled", "abandoned" ->
                    throw new IllegalStateException(
                            "execution " + id + " of " + workflow + " did not complete: " + run);
                default -> {}
            }
        }
        throw new IllegalStateException("execution " + id + " of " + workflow + " did not end within " + LONGEST);
    }

    /** From its start to its end, as the platform wrote them down. */
    private static Duration duration(JsonNode run) {
        return Duration.between(time(run, "started_at"), time(run, "updated"));
    }

    private static Instant time(JsonNode execution, String field) {
        return Instant.parse(execution.path(field).asText());
    }

    /** In MiB. */
    private static long peakMemory(Target target) throws IOException {
        try (var lines = Files.lines(java.nio.file.Path.of("/proc", Long.toString(target.processId()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .map(line -> line.replaceAll("\\D", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0)
                    / 1_024;
        }
    }

    private static String milliseconds(Duration time) {
        return Report.milliseconds(time.toNanos());
    }
}
