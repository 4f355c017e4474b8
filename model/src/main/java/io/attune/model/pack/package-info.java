/**
 * What the files of a pack say (packs.md §3), once read and checked, and the pack as it is installed. Definitions carry refs, never ids:
 * those are the business of whoever stores them.
 */
@NullMarked
package io.attune.model.pack;

import org.jspecify.annotations.NullMarked;
