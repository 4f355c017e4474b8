package io.attune.server.rule;

import io.attune.engine.parameter.SecretOrigin;
import io.attune.model.catalog.Action;
import io.attune.model.catalog.Trigger;
import io.attune.model.schema.FlatSchema;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.action.ActionStore;
import io.attune.store.pack.PackStore;
import io.attune.store.trigger.TriggerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Finds what rules connect, and what they can reach. */
@Singleton
class RuleTargets {
    private final ActionStore actions;
    private final TriggerStore triggers;
    private final PackStore packs;

    @Inject
    RuleTargets(ActionStore actions, TriggerStore triggers, PackStore packs) {
        this.actions = actions;
        this.triggers = triggers;
        this.packs = packs;
    }

    /** @throws AttuneException 404 if the caller's tenant sees no such action */
    Action action(Tx tx, Caller caller, String ref) {
        return actions.find(tx, caller.scope(), ref).orElseThrow(() -> AttuneException.notFound("Action", ref));
    }

    /** The secrets that templates of a pack's rules can reach. */
    List<SecretOrigin> secrets(Tx tx, Caller caller, String packRef) {
        return packs.find(tx, caller.scope(), packRef)
                .map(pack -> SecretOrigin.ofPackConfig(
                        packRef, FlatSchema.of(pack.settings().confSchema())))
                .orElse(List.of());
    }

    /** @throws AttuneException 404 if the caller's tenant sees no such trigger */
    Trigger trigger(Tx tx, Caller caller, String ref) {
        return triggers.find(tx, caller.scope(), ref).orElseThrow(() -> AttuneException.notFound("Trigger", ref));
    }
}
