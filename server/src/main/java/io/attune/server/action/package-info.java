/**
 * Actions over HTTP (api-catalog.md §2).
 *
 * <p>Entry class: {@link io.attune.server.action.ActionResource}. Runs nothing.
 */
@NullMarked
package io.attune.server.action;

import org.jspecify.annotations.NullMarked;
