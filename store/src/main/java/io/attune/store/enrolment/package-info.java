/** Tokens with which remote workers introduce themselves (api.md §7); only hashes are kept. */
@NullMarked
package io.attune.store.enrolment;

import org.jspecify.annotations.NullMarked;
