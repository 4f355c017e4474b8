package io.attune.store.encryption;

/** The database's data keys are wrapped by a master key that this process was not given. */
public final class UnknownMasterKeyException extends SealedValueException {
    private static final long serialVersionUID = 1L;

    private final String masterId;

    UnknownMasterKeyException(String masterId, MasterKeys known) {
        super("the values of this database are encrypted under master key " + masterId + ", which is not among "
                + known.ids() + " of this process");
        this.masterId = masterId;
    }

    /** The id of the key that is missing. */
    public String masterId() {
        return masterId;
    }
}
