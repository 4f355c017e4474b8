/** The words of Attune as types: ids, refs, enums and records shared by every module. No I/O, no behaviour beyond validation. */
@NullMarked
package io.attune.model;

import org.jspecify.annotations.NullMarked;
