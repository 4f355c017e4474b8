/**
 * Attacks on the platform, each one readable test: what an attacker tries, and that nothing comes of it (security.md). Grouped by class of
 * attack. A new hole gets its test here first.
 */
@NullMarked
package io.attune.e2e.attack;

import org.jspecify.annotations.NullMarked;
