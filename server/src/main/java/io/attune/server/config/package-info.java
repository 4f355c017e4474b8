/** What an operator can set: the keys, where their values come from, and the checks at start (design.md §11). */
@NullMarked
package io.attune.server.config;

import org.jspecify.annotations.NullMarked;
