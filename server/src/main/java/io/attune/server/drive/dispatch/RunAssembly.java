package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.RuntimeNames;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.IdentityId;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.execution.ClaimedRun;
import io.attune.worker.gateway.LeasedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Makes what a worker gets out of a claimed execution and the definition of its action (security.md §4.4, packs.md §6.4). */
public final class RunAssembly {
    /** How much longer than the run its token lives (security.md §1.2). */
    private static final Duration TOKEN_SLACK = Duration.ofSeconds(60);

    private static final String OWN_PREFIX = "ATTUNE_";

    /** Issues the token of a run; never asked for a run without permission sets. */
    @FunctionalInterface
    public interface TokenIssuer {
        String issue(ClaimedRun run, IdentityId executor, Duration life);
    }

    private final RunCatalog catalog;
    private final TokenIssuer tokens;
    private final String apiUrl;
    private final Duration defaultTimeout;

    RunAssembly(RunCatalog catalog, TokenIssuer tokens, String apiUrl, Duration defaultTimeout) {
        this.catalog = catalog;
        this.tokens = tokens;
        this.apiUrl = apiUrl;
        this.defaultTimeout = defaultTimeout;
    }

    /** Empty when the action, or its runtime, is gone. */
    Optional<LeasedRun> assemble(ClaimedRun run) {
        return catalog.findAction(run.actionRef()).flatMap(action -> {
            var runtimeId = action.runtime();
            if (runtimeId == null) {
                return Optional.empty();
            }
            return catalog.findRuntime(runtimeId)
                    .map(runtime -> leased(run, action, runtimeName(runtime.ref()), runtime.executionConfig()));
        });
    }

    /** {@code core.python} is {@code python}: the name without its pack, in lower case. */
    static String runtimeName(String runtimeRef) {
        return RuntimeNames.normalise(runtimeRef.substring(runtimeRef.lastIndexOf('.') + 1));
    }

    private LeasedRun leased(ClaimedRun run, CatalogAction action, String runtimeName, JsonNode runtimeConfig) {
        var timeout = action.timeout() == null ? defaultTimeout : action.timeout();
        var checksum =
                catalog.findPack(action.pack()).map(pack -> pack.checksum()).orElse(null);
        return new LeasedRun(
                run.execution().value(),
                run.attempt(),
                run.status() == ExecutionStatus.RUNNING,
                run.tenant().value(),
                run.actionRef(),
                action.packRef(),
                action.owner().isPlatform(),
                action.adhoc(),
                action.entrypoint(),
                runtimeName,
                runtimeConfig.isObject() ? runtimeConfig : JsonNodeFactory.instance.objectNode(),
                action.parameterDelivery(),
                action.parameterFormat(),
                action.outputFormat(),
                run.parameters(),
                secretValues(run),
                environment(run, action, timeout),
                timeout,
                checksum);
    }

    private Map<String, String> environment(ClaimedRun run, CatalogAction action, Duration timeout) {
        Map<String, String> environment = new LinkedHashMap<>();
        var variables = run.envVars();
        if (variables != null) {
            variables.properties().forEach(entry -> {
                if (!entry.getKey().toUpperCase(Locale.ROOT).startsWith(OWN_PREFIX)) {
                    environment.put(entry.getKey(), entry.getValue().asText());
                }
            });
        }
        context(run).forEach(environment::put);
        environment.put("ATTUNE_EXEC_ID", run.execution().toString());
        environment.put("ATTUNE_ACTION", run.actionRef());
        environment.put("ATTUNE_PACK_REF", action.packRef());
        environment.put("ATTUNE_API_URL", apiUrl);
        environment.put("ATTUNE_PARAMETER_DELIVERY", action.parameterDelivery().wire());
        environment.put("ATTUNE_PARAMETER_FORMAT", action.parameterFormat().wire());
        if (run.ruleRef() != null) {
            environment.put("ATTUNE_RULE", run.ruleRef());
        }
        if (run.triggerRef() != null) {
            environment.put("ATTUNE_TRIGGER", run.triggerRef());
        }
        var executor = run.executor();
        if (!run.permissionSetRefs().isEmpty() && executor != null) {
            environment.put("ATTUNE_API_TOKEN", tokens.issue(run, new IdentityId(executor), timeout.plus(TOKEN_SLACK)));
        }
        return environment;
    }

    /** One variable per scalar member of a parameter {@code context} that is an object; never for secret members. */
    private static Map<String, String> context(ClaimedRun run) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (run.secretPaths().contains("/context")) {
            return variables;
        }
        for (var member : run.parameters().path("context").properties()) {
            boolean secret = run.secretPaths().stream()
                    .anyMatch(path -> path.equals(JsonPointer.empty()
                            .appendProperty("context")
                            .appendProperty(member.getKey())
                            .toString()));
            if (member.getValue().isValueNode() && !member.getValue().isNull() && !secret) {
                var name = member.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
                variables.put("ATTUNE_CONTEXT_" + name, member.getValue().asText());
            }
        }
        return variables;
    }

    /** Every scalar inside every secret, to be masked in output. */
    private static List<String> secretValues(ClaimedRun run) {
        List<String> values = new ArrayList<>();
        for (var path : run.secretPaths()) {
            collect(run.parameters().at(path), values);
        }
        return values;
    }

    private static void collect(JsonNode value, List<String> values) {
        if (value.isContainerNode()) {
            value.forEach(child -> collect(child, values));
        } else if (!value.isNull() && !value.isMissingNode() && !value.isBoolean()) {
            values.add(value.asText());
        }
    }
}
