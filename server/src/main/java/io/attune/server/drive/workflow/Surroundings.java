package io.attune.server.drive.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.engine.parameter.ReachableKeys;
import io.attune.engine.parameter.SecretOrigin;
import io.attune.expression.ExpressionException;
import io.attune.expression.Scope;
import io.attune.model.secret.SecretSource;
import io.attune.server.drive.ingest.EventFunctions;
import io.attune.server.drive.ingest.KeyFunctions;
import io.attune.store.Tx;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.workflow.StoredRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of a workflow can reach that is not of its own making (expressions.md §3.3): its pack's configuration, keys, and the
 * system. Keys are read when an expression asks for one. Used by one thread.
 */
final class Surroundings implements Scope {
    private final Tx tx;
    private final StoredRun run;
    private final Optional<CatalogPack> pack;
    private final AmbientKeyStore store;
    private final Instant now;
    private @Nullable ReachableKeys keys;

    Surroundings(Tx tx, StoredRun run, Optional<CatalogPack> pack, AmbientKeyStore store, Instant now) {
        this.tx = tx;
        this.run = run;
        this.pack = pack;
        this.store = store;
        this.now = now;
    }

    @Override
    public @Nullable JsonNode lookup(String name) {
        return switch (name) {
            case "config" -> config();
            case "pack" -> JsonNodeFactory.instance.objectNode().set("config", config());
            case "keystore", "datastore" -> keys().document();
            case "system" -> {
                ObjectNode system = JsonNodeFactory.instance.objectNode();
                yield system.put("workflow_start", (run.startedAt() == null ? now : run.startedAt()).toString())
                        .put("timestamp", now.toString())
                        .put("execution_id", run.execution().value());
            }
            default -> null;
        };
    }

    private JsonNode config() {
        return pack.map(CatalogPack::config).orElseGet(JsonNodeFactory.instance::objectNode);
    }

    private ReachableKeys keys() {
        ReachableKeys read = keys;
        if (read == null) {
            try {
                read = pack.map(found -> ReachableKeys.of(store.listReachable(tx, run.tenant(), found.id())))
                        .orElse(ReachableKeys.NONE);
            } catch (SealedValueException e) {
                throw new ExpressionException("A key cannot be decrypted: " + e.getMessage(), 0, null);
            }
            keys = read;
        }
        return read;
    }

    @Override
    public @Nullable ScopeFunction function(String name) {
        return switch (name) {
            case "kv.get", "kv.get_secret" -> (arguments, named) -> KeyFunctions.get(keys(), arguments, named);
            default -> EventFunctions.find(name, now.toString());
        };
    }

    @Override
    public List<String> names() {
        return List.of("config", "pack", "keystore", "datastore", "system");
    }

    /** The secrets among all that. Keys that nobody has asked for are in no value. */
    List<SecretOrigin> secrets() {
        List<SecretOrigin> secrets = new ArrayList<>();
        pack.ifPresent(found -> {
            secrets.addAll(SecretOrigin.ofPackConfig(found.ref(), found.confSchema()));
            found.confSchema()
                    .secretPaths()
                    .forEach(path ->
                            secrets.add(new SecretOrigin(path.below("config"), SecretSource.packConfig(found.ref()))));
        });
        if (keys != null) {
            secrets.addAll(keys.secrets());
        }
        return secrets;
    }
}
