package io.attune.model.secret;

import io.attune.model.WireEnum;

/** What made a value a secret (expressions.md §9). */
public enum SecretKind implements WireEnum {
    PACK_CONFIG,
    KEYSTORE,
    EXECUTION_RESULT,
    WORKFLOW_PARAMETER,
    QUEUE_ITEM,
    PARAMETER_SCHEMA
}
