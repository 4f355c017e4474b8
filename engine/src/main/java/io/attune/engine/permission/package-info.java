/**
 * What permission sets allow (security.md §2): {@link io.attune.engine.permission.GrantSet} says whether somebody may do something to a
 * target, {@link io.attune.engine.permission.Coverage} whether somebody may hand grants on. Pure.
 */
@NullMarked
package io.attune.engine.permission;

import org.jspecify.annotations.NullMarked;
