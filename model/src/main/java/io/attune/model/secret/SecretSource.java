package io.attune.model.secret;

import org.jspecify.annotations.Nullable;

/**
 * Where a secret value came from.
 *
 * @param ref of the pack or key; null when there is nothing to name
 */
public record SecretSource(SecretKind kind, @Nullable String ref) {
    /** A schema says that the value is secret, whatever its origin. */
    public static final SecretSource SCHEMA = new SecretSource(SecretKind.PARAMETER_SCHEMA, null);

    public static SecretSource packConfig(String packRef) {
        return new SecretSource(SecretKind.PACK_CONFIG, packRef);
    }

    public static SecretSource key(String keyRef) {
        return new SecretSource(SecretKind.KEYSTORE, keyRef);
    }

    /** For people. */
    public String text() {
        return switch (kind) {
            case PACK_CONFIG -> "the secret configuration of pack '" + ref + "'";
            case KEYSTORE -> "the encrypted key '" + ref + "'";
            case EXECUTION_RESULT -> "the secret result of a run";
            case WORKFLOW_PARAMETER -> "a secret parameter of the workflow";
            case QUEUE_ITEM -> "the secret payload of a queue item";
            case PARAMETER_SCHEMA -> "a secret parameter";
        };
    }
}
