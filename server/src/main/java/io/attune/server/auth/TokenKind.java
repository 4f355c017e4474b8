package io.attune.server.auth;

import io.attune.model.WireEnum;

/** What a token was made for; it is good for nothing else (security.md §1.2). */
public enum TokenKind implements WireEnum {
    ACCESS,
    REFRESH,
    SENSOR,
    EXECUTION,
    WORKER
}
