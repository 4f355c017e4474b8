package io.attune.server.rule;

import io.attune.model.catalog.Action;
import io.attune.model.catalog.Trigger;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.action.ActionStore;
import io.attune.store.trigger.TriggerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Finds what rules connect. */
@Singleton
class RuleTargets {
    private final ActionStore actions;
    private final TriggerStore triggers;

    @Inject
    RuleTargets(ActionStore actions, TriggerStore triggers) {
        this.actions = actions;
        this.triggers = triggers;
    }

    /** @throws AttuneException 404 if the caller's tenant sees no such action */
    Action action(Tx tx, Caller caller, String ref) {
        return actions.find(tx, caller.scope(), ref).orElseThrow(() -> AttuneException.notFound("Action", ref));
    }

    /** @throws AttuneException 404 if the caller's tenant sees no such trigger */
    Trigger trigger(Tx tx, Caller caller, String ref) {
        return triggers.find(tx, caller.scope(), ref).orElseThrow(() -> AttuneException.notFound("Trigger", ref));
    }
}
