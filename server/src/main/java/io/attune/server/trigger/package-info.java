/**
 * Triggers and the management of their webhooks over HTTP (api-catalog.md §6).
 *
 * <p>Entry classes: {@link io.attune.server.trigger.TriggerResource}, and {@link io.attune.server.trigger.WebhookConfig} for those who
 * read what is stored. Receives no delivery.
 */
@NullMarked
package io.attune.server.trigger;

import org.jspecify.annotations.NullMarked;
