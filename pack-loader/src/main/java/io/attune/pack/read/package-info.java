/**
 * Reads the directory of a pack into definitions and says, all at once, what is wrong with its files (packs.md §1–§3). Entry class:
 * {@link io.attune.pack.read.PackReader}. Never looks outside the directory, never runs anything, knows nothing of the catalogue: whether
 * the trigger of a rule exists is for the installer to say.
 */
@NullMarked
package io.attune.pack.read;

import org.jspecify.annotations.NullMarked;
