/**
 * Who sent a delivery (runtime.md §4, FIX-13). {@link io.attune.engine.webhook.SignatureScheme} knows how each sender signs,
 * {@link io.attune.engine.webhook.SignatureVerdict} is its answer with the reason. Pure; settings and headers are the receiver's business.
 */
@NullMarked
package io.attune.engine.webhook;

import org.jspecify.annotations.NullMarked;
