package io.attune.server.policy;

import io.attune.model.catalog.Action;
import io.attune.store.component.HomePack;

/** What a policy limits. */
sealed interface Scope {
    record OfAction(Action action) implements Scope {}

    record OfPack(HomePack pack) implements Scope {}

    /** Everything that the tenant runs. */
    record OfTenant() implements Scope {}
}
