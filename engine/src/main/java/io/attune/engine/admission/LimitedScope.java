package io.attune.engine.admission;

import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;

/** Whose runs a policy limits. */
public sealed interface LimitedScope {
    /** Those of one action. */
    record OfAction(ActionId action) implements LimitedScope {}

    /** Those of all actions of a pack. */
    record OfPack(PackId pack) implements LimitedScope {}

    /** All of its tenant. */
    record OfTenant() implements LimitedScope {}
}
