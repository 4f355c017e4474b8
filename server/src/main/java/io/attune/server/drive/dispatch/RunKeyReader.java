package io.attune.server.drive.dispatch;

import io.attune.engine.parameter.DeclaredKeys;
import io.attune.model.id.ExecutionId;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.encryption.SealedValueException;
import io.attune.store.execution.ClaimedRun;
import io.attune.store.key.AmbientKeyStore;
import io.attune.store.key.AmbientKeyStore.AmbientKey;
import io.attune.store.key.AmbientKeyStore.Wanted;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the keys that runs get, in one query for all of a lease; in none when no action asks for any (packs.md §6.3, SEC-15). */
@Singleton
public class RunKeyReader {
    private final Transactions transactions;
    private final RunCatalog catalog;
    private final AmbientKeyStore keys;

    @Inject
    RunKeyReader(Transactions transactions, RunCatalog catalog, AmbientKeyStore keys) {
        this.transactions = transactions;
        this.catalog = catalog;
        this.keys = keys;
    }

    /** Those of each run that asks for some. */
    Map<ExecutionId, RunKeys> read(List<ClaimedRun> runs) {
        List<ClaimedRun> asking = new ArrayList<>();
        List<Wanted> wanted = new ArrayList<>();
        for (var run : runs) {
            catalog.findAction(run.actionRef())
                    .filter(action -> action.keys().needsKeys(run.parameters()))
                    .ifPresent(action -> {
                        asking.add(run);
                        wanted.add(wanted(run, action));
                    });
        }
        return wanted.isEmpty() ? Map.of() : transactions.engine(tx -> read(tx, asking, wanted));
    }

    private static Wanted wanted(ClaimedRun run, CompiledAction compiled) {
        var action = compiled.action();
        return switch (compiled.keys()) {
            case DeclaredKeys.EveryOwn _ -> new Wanted(run.tenant(), action.pack(), action.id(), null);
            case DeclaredKeys.Named _ -> {
                Set<String> names = compiled.keys().missingFrom(run.parameters());
                yield new Wanted(run.tenant(), action.pack(), action.id(), names);
            }
        };
    }

    private Map<ExecutionId, RunKeys> read(Tx tx, List<ClaimedRun> asking, List<Wanted> wanted) {
        Map<ExecutionId, RunKeys> byRun = new HashMap<>();
        try {
            var found = keys.list(tx, wanted);
            for (int i = 0; i < asking.size(); i++) {
                byRun.put(asking.get(i).execution(), effective(found.get(i)));
            }
        } catch (SealedValueException e) {
            // One key that does not open must fail the runs that need it, and no others.
            for (int i = 0; i < asking.size(); i++) {
                byRun.put(asking.get(i).execution(), alone(tx, wanted.get(i)));
            }
        }
        return byRun;
    }

    private RunKeys alone(Tx tx, Wanted wanted) {
        try {
            return effective(keys.list(tx, List.of(wanted)).getFirst());
        } catch (SealedValueException e) {
            return RunKeys.failed("A key of this action cannot be decrypted: " + e.getMessage());
        }
    }

    /** Of several keys of one name, the pack's goes before the tenant's, and the action's before both. */
    private static RunKeys effective(List<AmbientKey> found) {
        Map<String, RunKeys.Value> byName = new HashMap<>();
        found.stream()
                .sorted(Comparator.comparingInt(RunKeyReader::precedence))
                .forEach(key -> byName.put(key.name(), new RunKeys.Value(key.value(), key.encrypted())));
        return new RunKeys(byName, null);
    }

    private static int precedence(AmbientKey key) {
        return switch (key.ownerType()) {
            case SYSTEM -> 0;
            case PACK -> 1;
            case ACTION -> 2;
            case IDENTITY, SENSOR ->
                throw new IllegalStateException("a key of " + key.ownerType().wire() + " on its way into a run");
        };
    }
}
