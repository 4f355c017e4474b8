package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A pack of the test's own and the parts scenarios are made of (scenarios.md §0.1). */
public final class Fixture {
    /** Terminal words of an execution. */
    private static final List<String> TERMINAL = List.of("completed", "failed", "cancelled", "timeout", "abandoned");

    private static final String ECHO = """
            input=$(cat)
            printf '{"success":true,"input":%s}\\n' "${input:-null}"
            """;

    private final Api api;
    private final String pack;

    public Fixture(Api api) {
        this.api = api;
        this.pack = "p" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
        api.post("/api/v1/packs", Json.object("ref", pack, "label", "Fixture " + pack, "version", "1.0.0"))
                .expect(201);
    }

    private Fixture(Api api, String pack) {
        this.api = api;
        this.pack = pack;
    }

    /** The same pack, seen through another server. */
    public Fixture at(Api other) {
        return new Fixture(other, pack);
    }

    /** In the shared platform, as its operator. */
    public static Fixture shared() {
        return new Fixture(Shared.ADMIN);
    }

    public Api api() {
        return api;
    }

    public String pack() {
        return pack;
    }

    public String ref(String name) {
        return pack + "." + name;
    }

    /** A shell action from a script; the parameter schema may be null. */
    public String shellAction(String name, String script, JsonNode schema) {
        return action(
                Json.object("ref", ref(name), "label", name, "entrypoint", script, "runtime_ref", "core.shell"),
                schema);
    }

    public String action(ObjectNode request, JsonNode schema) {
        request.put("pack_ref", pack);
        if (schema != null) {
            request.set("param_schema", schema);
        }
        return api.post("/api/v1/actions", request)
                .expect(201)
                .data()
                .path("ref")
                .asText();
    }

    public String echoAction(String name) {
        return shellAction(
                name,
                ECHO,
                Json.object(
                        "message", Json.object("type", "string", "default", "Hello"),
                        "count", Json.object("type", "integer", "default", 1)));
    }

    public String failingAction(String name, int exitCode) {
        return shellAction(name, "echo '{\"error\":\"told to fail\"}' >&2\nexit " + exitCode + "\n", null);
    }

    public String sleepAction(String name) {
        return shellAction(
                name,
                "sleep \"$duration\"\nprintf '{\"success\":true,\"slept\":%s}\\n' \"$duration\"\n",
                Json.object("duration", Json.object("type", "integer", "required", true)));
    }

    /** Prints a word, waits until the file is there that its parameter {@code file} names, and prints another. */
    public String waitingAction(String name) {
        return shellAction(
                name,
                "echo first\nwhile [ ! -e \"$file\" ]; do sleep 0.05; done\necho second\n",
                Json.object("file", Json.object("type", "string", "required", true)));
    }

    /** A trigger with its webhook enabled. */
    public Webhook webhook(String name) {
        var created = api.post("/api/v1/triggers", Json.object("ref", ref(name), "pack_ref", pack, "label", name))
                .expect(201)
                .data();
        var enabled = api.post("/api/v1/triggers/" + ref(name) + "/webhooks/enable", Json.object())
                .expect(200)
                .data();
        return new Webhook(
                api.anonymous(),
                created.path("id").asLong(),
                ref(name),
                enabled.path("webhook_key").asText());
    }

    public String rule(String name, Webhook trigger, String action, JsonNode parameters, JsonNode more) {
        var request = Json.object(
                "ref", ref(name),
                "pack_ref", pack,
                "label", name,
                "action_ref", action,
                "trigger_ref", trigger.ref(),
                "action_params", parameters);
        request.setAll((ObjectNode) more);
        return api.post("/api/v1/rules", request).expect(201).data().path("ref").asText();
    }

    public String rule(String name, Webhook trigger, String action) {
        return rule(name, trigger, action, Json.object(), Json.object());
    }

    /** A rule of a timer trigger; answers it as created. */
    public JsonNode timerRule(String name, String trigger, JsonNode triggerParameters, String action) {
        return api.post(
                        "/api/v1/rules",
                        Json.object(
                                "ref", ref(name),
                                "pack_ref", pack,
                                "label", name,
                                "action_ref", action,
                                "trigger_ref", trigger,
                                "trigger_params", triggerParameters,
                                "action_params", Json.object("message", name)))
                .expect(201)
                .data();
    }

    public String intervalRule(String name, int seconds, String action) {
        return timerRule(name, "core.intervaltimer", Json.object("unit", "seconds", "interval", seconds), action)
                .path("ref")
                .asText();
    }

    public JsonNode rule(String ref) {
        return api.get("/api/v1/rules/" + ref).expect(200).data();
    }

    /** Events that were addressed to a rule, oldest first. */
    public List<JsonNode> eventsOfRule(String rule) {
        return details("/api/v1/events?per_page=1000&rule_ref=" + rule, "/api/v1/events/")
                .reversed();
    }

    /** How many events were addressed to a rule. */
    public int ticksOf(String rule) {
        return count("/api/v1/events?per_page=1000&rule_ref=" + rule);
    }

    /** Starts a run; answers the new execution. */
    public JsonNode run(String action, JsonNode parameters) {
        var answer =
                api.post("/api/v1/executions/execute", Json.object("action_ref", action, "parameters", parameters));
        if (answer.status() != 200 && answer.status() != 201) {
            throw new AssertionError("not started: " + answer);
        }
        return answer.data();
    }

    public JsonNode execution(long id) {
        return api.get("/api/v1/executions/" + id).expect(200).data();
    }

    /** The execution once it has ended. */
    public JsonNode ended(long id, Duration limit) {
        return Poll.until(limit, "execution " + id + " ends", () -> execution(id), Fixture::isTerminal);
    }

    public static boolean isTerminal(JsonNode execution) {
        return TERMINAL.contains(execution.path("status").asText());
    }

    /** All executions of an action, newest first; details, not summaries. */
    public List<JsonNode> executionsOf(String action) {
        return details("/api/v1/executions?per_page=100&action_ref=" + action, "/api/v1/executions/");
    }

    public List<JsonNode> executionsOf(String action, int wanted, Duration limit) {
        return Poll.until(
                limit,
                wanted + " ended executions of " + action,
                () -> executionsOf(action),
                found -> found.size() >= wanted && found.stream().allMatch(Fixture::isTerminal));
    }

    public List<JsonNode> eventsOf(Webhook webhook) {
        return details("/api/v1/events?per_page=1000&trigger_ref=" + webhook.ref(), "/api/v1/events/");
    }

    public List<JsonNode> enforcementsOf(String rule) {
        return details("/api/v1/enforcements?per_page=1000&rule_ref=" + rule, "/api/v1/enforcements/");
    }

    private List<JsonNode> details(String list, String detail) {
        var details = new ArrayList<JsonNode>();
        for (var item : api.get(list).expect(200).items()) {
            details.add(api.get(detail + item.path("id").asLong()).expect(200).data());
        }
        return details;
    }

    /** How many there are, without their details. */
    public int count(String list) {
        return api.get(list).expect(200).items().size();
    }

    /** The text of a finished run's stream, as stored. */
    public String log(long execution, String stream) {
        var text = new StringBuilder();
        try (var events =
                new EventStream(api.open("/api/v1/executions/" + execution + "/logs/" + stream + "/stream"))) {
            if (events.status() != 200) {
                throw new AssertionError("log stream: " + events.status());
            }
            var limit = Duration.ofSeconds(20);
            for (var event = events.next(limit); event.isPresent(); event = events.next(limit)) {
                switch (event.get().name()) {
                    case "content", "append" -> text.append(event.get().data());
                    case "done" -> {
                        return text.toString();
                    }
                    default -> {}
                }
            }
        }
        throw new AssertionError("the log stream ended without 'done'");
    }

    /** A trigger that can be fired from outside. */
    public record Webhook(Api anonymous, long triggerId, String ref, String key) {
        public Api.Answer deliver(JsonNode body) {
            return anonymous.post(path(), body);
        }

        /** One delivery of a payload, accepted. */
        public Api.Answer fire(JsonNode payload) {
            return deliver(Json.object("payload", payload)).expect(200);
        }

        public String path() {
            return "/api/v1/webhooks/" + key;
        }
    }

    private static final class Shared {
        static final Api ADMIN = Platform.shared().admin();
    }
}
