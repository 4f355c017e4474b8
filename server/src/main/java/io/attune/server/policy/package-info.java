/**
 * Policies over HTTP (api.md §7): {@link io.attune.server.policy.PolicyResource}. What they do to runs is the business of
 * {@link io.attune.server.drive.dispatch.Admission}.
 */
@NullMarked
package io.attune.server.policy;

import org.jspecify.annotations.NullMarked;
