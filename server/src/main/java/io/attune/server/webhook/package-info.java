/**
 * Where webhooks are received (runtime.md §4, design D9, D19). {@link io.attune.server.webhook.WebhookReceiver} is the route,
 * {@link io.attune.server.webhook.DeliveryChecks} decides who is let in. Managing webhooks belongs to the triggers.
 */
@NullMarked
package io.attune.server.webhook;

import org.jspecify.annotations.NullMarked;
