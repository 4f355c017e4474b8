package io.attune.store.secret;

import io.attune.model.WireEnum;

/** What a secret value was taken out of. */
public enum SecretHolder implements WireEnum {
    EXECUTION_CONFIG,
    EXECUTION_RESULT,
    ENFORCEMENT_CONFIG,
    WORKFLOW_VARIABLES,
    INQUIRY_DEFAULT,
    INQUIRY_RESPONSE
}
