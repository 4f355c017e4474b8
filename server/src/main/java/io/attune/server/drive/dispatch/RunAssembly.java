package io.attune.server.drive.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.engine.placement.RuntimeNames;
import io.attune.model.execution.EnvironmentNames;
import io.attune.model.execution.ExecutionStatus;
import io.attune.model.id.IdentityId;
import io.attune.model.secret.SecretMarker;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.catalog.CatalogRuntime;
import io.attune.store.execution.ClaimedRun;
import io.attune.store.secret.SecretValueStore;
import io.attune.worker.gateway.LeasedRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes what a worker gets out of a claimed execution and the definition of its action (security.md §4.4, packs.md §6.4). */
public final class RunAssembly {
    /** How much longer than the run its token lives (security.md §1.2). */
    private static final Duration TOKEN_SLACK = Duration.ofSeconds(60);

    /** Issues the token of a run; never asked for a run without permission sets. */
    @FunctionalInterface
    public interface TokenIssuer {
        String issue(ClaimedRun run, IdentityId executor, Duration life);
    }

    private final RunCatalog catalog;
    private final SecretValueStore secretValues;
    private final TokenIssuer tokens;
    private final Supplier<String> apiUrl;
    private final Duration defaultTimeout;

    RunAssembly(
            RunCatalog catalog,
            SecretValueStore secretValues,
            TokenIssuer tokens,
            Supplier<String> apiUrl,
            Duration defaultTimeout) {
        this.catalog = catalog;
        this.secretValues = secretValues;
        this.tokens = tokens;
        this.apiUrl = apiUrl;
        this.defaultTimeout = defaultTimeout;
    }

    Assembled assemble(ClaimedRun run, RunKeys keys) {
        Optional<CompiledAction> action = catalog.findAction(run.actionRef());
        Optional<CatalogRuntime> runtime = action.flatMap(
                        found -> Optional.ofNullable(found.action().runtime()))
                .flatMap(catalog::findRuntime);
        if (action.isEmpty() || runtime.isEmpty()) {
            return new Assembled.Broken(
                    run, "Action '" + run.actionRef() + "' cannot run: it, or its runtime, no longer exists");
        }
        // First, while the parameters still are what is stored.
        var environment = environment(run, action.get().action());
        try {
            var inputs = RunInputs.of(run, action.get(), keys, secretValues);
            return new Assembled.Ready(leased(run, action.get().action(), runtime.get(), environment, inputs));
        } catch (RunInputs.UnfitException e) {
            return new Assembled.Broken(run, String.valueOf(e.getMessage()));
        }
    }

    /** {@code core.python} is {@code python}: the name without its pack, in lower case. */
    static String runtimeName(String runtimeRef) {
        return RuntimeNames.normalise(runtimeRef.substring(runtimeRef.lastIndexOf('.') + 1));
    }

    private LeasedRun leased(
            ClaimedRun run,
            CatalogAction action,
            CatalogRuntime runtime,
            Map<String, String> environment,
            RunInputs inputs) {
        var ofTask = run.timeout();
        var ofAction = action.timeout() == null ? defaultTimeout : action.timeout();
        var timeout = ofTask == null ? ofAction : ofTask;
        var checksum =
                catalog.findPack(action.pack()).map(pack -> pack.checksum()).orElse(null);
        token(run, timeout).ifPresent(token -> {
            environment.put("ATTUNE_API_TOKEN", token);
            // It opens the API as long as the run lives, and others may be watching the log.
            inputs.secretTexts().add(token);
        });
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
                runtimeName(runtime.ref()),
                runtime.executionConfig().isObject()
                        ? runtime.executionConfig()
                        : JsonNodeFactory.instance.objectNode(),
                action.parameterDelivery(),
                action.parameterFormat(),
                action.outputFormat(),
                secretOutput(action),
                inputs.document(),
                List.copyOf(inputs.secretTexts()),
                environment,
                timeout,
                checksum);
    }

    private static @Nullable JsonNode secretOutput(CatalogAction action) {
        return action.outSchema().secretPaths().isEmpty()
                ? null
                : action.outSchema().source();
    }

    private Optional<String> token(ClaimedRun run, Duration timeout) {
        var executor = run.executor();
        return run.permissionSetRefs().isEmpty() || executor == null
                ? Optional.empty()
                : Optional.of(tokens.issue(run, new IdentityId(executor), timeout.plus(TOKEN_SLACK)));
    }

    private Map<String, String> environment(ClaimedRun run, CatalogAction action) {
        Map<String, String> environment = new LinkedHashMap<>();
        var variables = run.envVars();
        if (variables != null) {
            // They were looked at when they came; what was stored before that has the rule of now, too.
            variables.properties().forEach(entry -> {
                if (EnvironmentNames.refusal(entry.getKey()).isEmpty()) {
                    environment.put(entry.getKey(), entry.getValue().asText());
                }
            });
        }
        context(run).forEach(environment::put);
        environment.put("ATTUNE_EXEC_ID", run.execution().toString());
        environment.put("ATTUNE_ACTION", run.actionRef());
        environment.put("ATTUNE_PACK_REF", action.packRef());
        environment.put("ATTUNE_API_URL", apiUrl.get());
        environment.put("ATTUNE_PARAMETER_DELIVERY", action.parameterDelivery().wire());
        environment.put("ATTUNE_PARAMETER_FORMAT", action.parameterFormat().wire());
        if (run.ruleRef() != null) {
            environment.put("ATTUNE_RULE", run.ruleRef());
        }
        if (run.triggerRef() != null) {
            environment.put("ATTUNE_TRIGGER", run.triggerRef());
        }
        return environment;
    }

    /**
     * One variable per scalar member of a parameter {@code context} that is an object. Never for secret members: these are the parameters as
     * stored, in which markers, which are no scalars, stand for secrets; and before keys were added.
     */
    private static Map<String, String> context(ClaimedRun run) {
        Map<String, String> variables = new LinkedHashMap<>();
        JsonNode context = run.parameters().path("context");
        if (SecretMarker.is(context)) {
            return variables;
        }
        for (var member : context.properties()) {
            if (member.getValue().isValueNode() && !member.getValue().isNull()) {
                var name = member.getKey().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9_]", "_");
                variables.put("ATTUNE_CONTEXT_" + name, member.getValue().asText());
            }
        }
        return variables;
    }
}
