package io.attune.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.execution.ExecutionStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A random workflow of the simulation, and how its children will end.
 *
 * @param limited whether its time may be up before it has ended
 * @param stopsRunning whether a cancel stops what runs
 */
record SimulatedWorkflow(List<Node> nodes, boolean limited, boolean stopsRunning, long seed) {
    /** How long a limited one may take; when that time is up is the simulation's to say. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final int DEEPEST = 2;

    /**
     * A task.
     *
     * @param items how many; null for a task without items
     * @param parts of a parallel task; empty for others
     * @param inner the workflow that it runs; null for an action that is none
     */
    record Node(
            String name,
            boolean skipped,
            boolean refused,
            @Nullable Integer join,
            @Nullable Integer items,
            int concurrency,
            int retries,
            boolean delayed,
            List<Edge> edges,
            List<Node> parts,
            @Nullable SimulatedWorkflow inner) {
        /** With its parts, and theirs, however deep. */
        Stream<Node> withParts() {
            return Stream.concat(Stream.of(this), parts.stream().flatMap(Node::withParts));
        }

        Set<String> targets() {
            Set<String> targets = new LinkedHashSet<>();
            edges.forEach(edge -> targets.addAll(edge.targets()));
            return targets;
        }
    }

    /** When a transition fires. */
    enum When {
        ALWAYS(null),
        SUCCEEDED("{{ succeeded() }}"),
        FAILED("failed()"),
        TIMED_OUT("{{ timed_out() }}"),
        COUNTED("{{ not failed() and workflow.counter < 4 }}"),
        BROKEN("{{ workflow.nothing.at.all }}");

        final @Nullable String text;

        When(@Nullable String text) {
            this.text = text;
        }
    }

    /** What a transition publishes. */
    enum Publish {
        NOTHING,
        COUNT,
        AUTHOR,
        /** Of its result. */
        NUMBER,
        /** Of the result of the first task, which may be under way again. */
        OF_FIRST
    }

    record Edge(When when, List<Publish> publish, List<String> targets) {}

    /**
     * How a child ends.
     *
     * @param timedOut whether its time was up, which its status need not say (D4)
     */
    record Ending(ExecutionStatus status, boolean timedOut) {}

    static SimulatedWorkflow random(long seed) {
        return random(new Random(seed), 0);
    }

    private static SimulatedWorkflow random(Random random, int depth) {
        int count = 1 + random.nextInt(depth == 0 ? 7 : 3);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("t" + i);
        }
        List<List<Edge>> edges = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            edges.add(edges(random, names, i));
        }
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = names.get(i);
            int leading = (int) edges.stream()
                    .filter(list ->
                            list.stream().anyMatch(edge -> edge.targets().contains(name)))
                    .count();
            Integer join =
                    leading > 0 && random.nextInt(3) == 0 ? Integer.valueOf(1 + random.nextInt(leading + 1)) : null;
            nodes.add(node(random, name, join, edges.get(i), depth));
        }
        return new SimulatedWorkflow(nodes, random.nextInt(6) == 0, random.nextBoolean(), random.nextLong());
    }

    /** @param depth of the workflow that it is of, among those that run one another */
    private static Node node(Random random, String name, @Nullable Integer join, List<Edge> edges, int depth) {
        boolean parallel = random.nextInt(7) == 0;
        List<Node> parts = new ArrayList<>();
        for (int part = 0; parallel && part < 1 + random.nextInt(3); part++) {
            parts.add(node(random, name + "p" + part, null, List.of(), depth));
        }
        boolean nested = !parallel && depth < DEEPEST && random.nextInt(8) == 0;
        return new Node(
                name,
                random.nextInt(12) == 0,
                !parallel && !nested && random.nextInt(20) == 0,
                join,
                !parallel && random.nextInt(4) == 0 ? Integer.valueOf(random.nextInt(nested ? 3 : 6)) : null,
                1 + random.nextInt(3),
                parallel ? 0 : Math.max(0, random.nextInt(5) - 2),
                random.nextInt(6) == 0,
                edges,
                parts,
                nested ? random(random, depth + 1) : null);
    }

    private static List<Edge> edges(Random random, List<String> names, int from) {
        List<Edge> edges = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            Set<String> targets = new LinkedHashSet<>();
            for (int target = random.nextInt(3); target > 0; target--) {
                boolean back = random.nextInt(5) == 0;
                int to = back ? random.nextInt(from + 1) : from + 1 + random.nextInt(3);
                if (to < names.size()) {
                    targets.add(names.get(to));
                }
            }
            List<Publish> publish = new ArrayList<>();
            for (int value = random.nextInt(3); value > 0; value--) {
                publish.add(Publish.values()[1 + random.nextInt(4)]);
            }
            edges.add(new Edge(When.values()[random.nextInt(When.values().length)], publish, List.copyOf(targets)));
        }
        return edges;
    }

    /** As somebody would write it. */
    ObjectNode definition() {
        ObjectNode definition = JsonNodeFactory.instance.objectNode();
        definition.putObject("vars").put("counter", 0);
        definition.put("cancellation_policy", stopsRunning ? "cancel_running" : "allow_finish");
        definition.set("tasks", tasks(nodes));
        ObjectNode output = definition.putObject("output_map").put("n", "{{ workflow.counter }}");
        nodes.forEach(node -> output.put(node.name(), "{{ task." + node.name() + ".n }}"));
        return definition;
    }

    private static ArrayNode tasks(List<Node> nodes) {
        ArrayNode tasks = JsonNodeFactory.instance.arrayNode();
        for (Node node : nodes) {
            ObjectNode task = tasks.addObject().put("name", node.name());
            if (node.parts().isEmpty()) {
                task.put("action", node.refused() ? "core.missing" : "core.noop");
                if (node.inner() != null && node.inner().limited()) {
                    task.put("timeout", LIMIT.toSeconds());
                }
            } else {
                task.put("type", "parallel").set("tasks", tasks(node.parts()));
            }
            if (node.skipped()) {
                task.put("when", "{{ 1 > 2 }}");
            }
            if (node.join() != null) {
                task.put("join", node.join());
            }
            if (node.items() != null) {
                task.put("with_items", "{{ range(" + node.items() + ") }}").put("concurrency", node.concurrency());
            }
            if (node.retries() > 0) {
                task.putObject("retry").put("count", node.retries()).put("delay", 1);
            }
            if (node.delayed()) {
                task.put("delay", 1);
            }
            ArrayNode next = task.putArray("next");
            node.edges().forEach(edge -> next.add(transition(node, edge)));
        }
        return tasks;
    }

    private static ObjectNode transition(Node node, Edge edge) {
        ObjectNode transition = JsonNodeFactory.instance.objectNode();
        if (edge.when().text != null) {
            transition.put("when", edge.when().text);
        }
        ArrayNode publish = transition.putArray("publish");
        for (Publish value : edge.publish()) {
            switch (value) {
                case NOTHING -> publish.addObject();
                case COUNT -> publish.addObject().put("counter", "{{ workflow.counter + 1 }}");
                case AUTHOR -> publish.addObject().put("author", node.name());
                case NUMBER -> publish.addObject().put("number", "{{ result().n }}");
                case OF_FIRST -> publish.addObject().put("first", "{{ task.t0.n }}");
            }
        }
        ArrayNode targets = transition.putArray("do");
        edge.targets().forEach(targets::add);
        return transition;
    }

    /**
     * How a child ends, the same however often it is asked.
     *
     * @param salt of the run, so that no two of the same workflow are alike
     */
    Ending ending(ChildKey child, int salt) {
        int dice = new Random(seed * 31 + child.hashCode() + salt * 7919L).nextInt(100);
        if (dice < 70) {
            return new Ending(ExecutionStatus.COMPLETED, dice == 0);
        }
        if (dice < 93) {
            return new Ending(ExecutionStatus.FAILED, dice >= 86);
        }
        return dice < 97
                ? new Ending(ExecutionStatus.TIMEOUT, dice != 93)
                : new Ending(ExecutionStatus.ABANDONED, dice == 99);
    }

    static JsonNode result(ChildKey child, int salt) {
        return JsonNodeFactory.instance.objectNode().put("n", Math.floorMod(child.hashCode() + salt, 10));
    }

    /** All tasks, in the order of the definition. */
    Stream<Node> all() {
        return nodes.stream().flatMap(Node::withParts);
    }

    Optional<Node> find(String name) {
        return all().filter(node -> node.name().equals(name)).findFirst();
    }

    /** The parallel task that a task is a part of. */
    Optional<Node> wholeOf(String part) {
        return all().filter(node -> node.parts().stream().map(Node::name).anyMatch(part::equals))
                .findFirst();
    }

    /** The task, and all that its end can lead to. */
    Set<String> reached(String from) {
        Set<String> seen = new HashSet<>(Set.of(from));
        List<String> open = new ArrayList<>(seen);
        while (!open.isEmpty()) {
            Node at = find(open.removeLast()).orElseThrow();
            Stream.concat(at.targets().stream(), at.parts().stream().map(Node::name))
                    .filter(seen::add)
                    .forEach(open::add);
        }
        return seen;
    }
}
