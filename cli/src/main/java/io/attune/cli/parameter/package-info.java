/**
 * What a run or an answer is given: values that have the types which a schema wants (cli.md §3.4), from options or from a person.
 */
@NullMarked
package io.attune.cli.parameter;

import org.jspecify.annotations.NullMarked;
