/** Signs of life for operators and their tools (api.md §4). */
@NullMarked
package io.attune.server.health;

import org.jspecify.annotations.NullMarked;
