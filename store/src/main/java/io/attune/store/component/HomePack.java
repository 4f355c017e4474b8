package io.attune.store.component;

import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;

/** The pack that a component goes into. */
public record HomePack(PackId id, Owner owner, String ref) {}
