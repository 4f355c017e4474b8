/**
 * Rules over HTTP (api-catalog.md §8), and trying criteria out.
 *
 * <p>Entry classes: {@link io.attune.server.rule.RuleResource} and {@link io.attune.server.rule.RuleTestResource}. Fires nothing.
 */
@NullMarked
package io.attune.server.rule;

import org.jspecify.annotations.NullMarked;
