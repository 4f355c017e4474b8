/**
 * {@code attune inquiry} (cli.md §3.4): what people are asked, and their answers.
 */
@NullMarked
package io.attune.cli.inquiry;

import org.jspecify.annotations.NullMarked;
