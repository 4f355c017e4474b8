package io.attune.server.key;

import com.fasterxml.jackson.core.JsonPointer;
import io.attune.engine.parameter.DeclaredKeys;
import io.attune.engine.parameter.KeyMentions;
import io.attune.engine.permission.Target;
import io.attune.model.key.Key;
import io.attune.model.key.KeyOwner;
import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.Parameter;
import io.attune.server.auth.Caller;
import io.attune.store.Tx;
import io.attune.store.key.KeyUsageStore;
import io.attune.store.key.KeyUsageStore.Candidate;
import io.attune.store.key.KeyUsageStore.DeclaringAction;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what uses a key, among what its reader may read. */
@Singleton
final class KeyUsages {
    private final KeyUsageStore store;

    @Inject
    KeyUsages(KeyUsageStore store) {
        this.store = store;
    }

    // LIMIT: every component that speaks of keys is read for each call, which is fine for thousands of them.
    List<KeyUsageView> of(Tx tx, Caller by, Key key) {
        var owner = key.owner();
        var mentions = new KeyMentions(key.ref(), key.name());
        List<KeyUsageView> usages = new ArrayList<>();
        add(usages, "rule", mentions, readable(by, "rules", store.rules(tx, by.scope(), owner)));
        store.actions(tx, by.scope(), owner).stream()
                .filter(action ->
                        by.grants().allow("actions", "read", Target.of(action.packRef(), action.ref(), action.id())))
                .flatMap(action -> usage(action, key).stream())
                .forEach(usages::add);
        add(usages, "workflow", mentions, readable(by, "actions", store.workflows(tx, by.scope(), owner)));
        var packs = store.packs(tx, by.scope(), owner).stream()
                .filter(pack -> pack.platform() || by.identity().equals(pack.author()) || mayRead(by, "packs", pack))
                .toList();
        add(usages, "pack", mentions, packs);
        return usages;
    }

    private static List<Candidate> readable(Caller by, String resource, List<Candidate> candidates) {
        return candidates.stream()
                .filter(candidate -> mayRead(by, resource, candidate))
                .toList();
    }

    private static boolean mayRead(Caller by, String resource, Candidate candidate) {
        return by.grants()
                .allow(
                        resource,
                        "read",
                        new Target(
                                candidate.packRef(), candidate.ref(), candidate.id(), candidate.author(), List.of()));
    }

    private static void add(List<KeyUsageView> usages, String kind, KeyMentions mentions, List<Candidate> candidates) {
        for (var candidate : candidates) {
            var places = mentions.in(candidate.texts());
            if (!places.isEmpty()) {
                usages.add(new KeyUsageView(
                        kind,
                        candidate.ref(),
                        places.stream().map(JsonPointer::toString).toList()));
            }
        }
    }

    private static Optional<KeyUsageView> usage(DeclaringAction action, Key key) {
        var schema = FlatSchema.of(action.parameters());
        var declared = DeclaredKeys.of(schema, action.keys());
        if (!declared.declares(key.name()) || (declared instanceof DeclaredKeys.EveryOwn && isOfTenant(key))) {
            return Optional.empty();
        }
        List<String> at = new ArrayList<>();
        if (action.keys() != null && action.keys().contains(key.name())) {
            at.add("/keys/" + action.keys().indexOf(key.name()));
        }
        if (schema.find(key.name()).filter(Parameter::secret).isPresent()) {
            at.add(JsonPointer.empty()
                    .appendProperty("param_schema")
                    .appendProperty(key.name())
                    .toString());
        }
        return Optional.of(new KeyUsageView("action", action.ref(), at));
    }

    private static boolean isOfTenant(Key key) {
        return key.owner() instanceof KeyOwner.Tenant;
    }
}
