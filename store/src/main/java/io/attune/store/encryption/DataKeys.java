package io.attune.store.encryption;

import io.attune.model.tenant.Owner;

/** Gives a {@link SecretBox} its keys. Answers from memory but for the first time of an owner in a process. */
public interface DataKeys {
    /** The key for new values of the owner; made when there is none. */
    DataKey current(Owner owner);

    /** @throws SealedValueException if there is no such key */
    DataKey get(long id);

    /** For values sealed before there were data keys. */
    MasterKeys masters();
}
