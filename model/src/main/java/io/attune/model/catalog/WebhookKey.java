package io.attune.model.catalog;

import org.jspecify.annotations.Nullable;

/**
 * The key of a webhook as it is stored (SEC-10).
 *
 * @param hash finds the webhook of a key
 * @param sealed from it the key is shown again; null if it cannot be
 */
public record WebhookKey(String hash, @Nullable String sealed) {}
