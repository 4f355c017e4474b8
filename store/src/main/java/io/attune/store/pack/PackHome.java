package io.attune.store.pack;

import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;

/** The pack whose components are written. */
public record PackHome(PackId id, String ref, Owner owner) {}
