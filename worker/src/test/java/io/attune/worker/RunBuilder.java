package io.attune.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.worker.gateway.LeasedRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Leased runs with valid defaults: an inline shell action without parameters. */
public final class RunBuilder {
    private static final AtomicLong IDS = new AtomicLong();
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final long execution = IDS.incrementAndGet();
    private String actionRef = "demo.act";
    private long tenant = 1;
    private String packRef = "demo";
    private boolean system;
    private boolean adhoc = true;
    private boolean started;
    private String entrypoint = "true";
    private String runtime = "shell";
    private JsonNode runtimeConfig = JsonNodeFactory.instance.objectNode();
    private ParameterDelivery delivery = ParameterDelivery.STDIN;
    private ParameterFormat format = ParameterFormat.JSON;
    private OutputFormat output = OutputFormat.TEXT;
    private @Nullable JsonNode secretOutput;
    private ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    private List<String> secrets = List.of();
    private final Map<String, String> environment = new HashMap<>(Map.of("ATTUNE_EXEC_ID", "" + execution));
    private Duration timeout = Duration.ofSeconds(30);

    public static RunBuilder inline(String script) {
        var builder = new RunBuilder();
        builder.entrypoint = script;
        return builder;
    }

    public static RunBuilder file(String runtime, String entrypoint) {
        var builder = inline(entrypoint);
        builder.adhoc = false;
        builder.runtime = runtime;
        return builder;
    }

    public static RunBuilder core(String action) {
        var builder = file("internal", "");
        builder.actionRef = "core." + action;
        builder.packRef = "core";
        builder.system = true;
        builder.started = true;
        return builder;
    }

    public RunBuilder notSystem() {
        system = false;
        return this;
    }

    public RunBuilder adhocOf(String runtimeName) {
        runtime = runtimeName;
        return this;
    }

    public RunBuilder tenant(long id) {
        tenant = id;
        return this;
    }

    public RunBuilder pack(String ref) {
        packRef = ref;
        return this;
    }

    public RunBuilder parameters(String json) {
        try {
            parameters = (ObjectNode) MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public RunBuilder runtimeConfig(String json) {
        try {
            runtimeConfig = MAPPER.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public RunBuilder deliveredBy(ParameterDelivery how, ParameterFormat encoding) {
        delivery = how;
        format = encoding;
        return this;
    }

    public RunBuilder output(OutputFormat wanted) {
        output = wanted;
        return this;
    }

    public RunBuilder secretOutput(String schema) {
        try {
            secretOutput = MAPPER.readTree(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public RunBuilder secrets(String... values) {
        secrets = List.of(values);
        return this;
    }

    public RunBuilder variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    public RunBuilder timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    public LeasedRun build() {
        return new LeasedRun(
                execution,
                1,
                started,
                tenant,
                actionRef,
                packRef,
                system,
                adhoc,
                entrypoint,
                runtime,
                runtimeConfig,
                delivery,
                format,
                output,
                secretOutput,
                parameters,
                secrets,
                Map.copyOf(environment),
                timeout,
                null);
    }
}
