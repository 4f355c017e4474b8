/**
 * The {@code attune} command (cli.md). Entry: {@link io.attune.cli.Main}; one package per noun, no server rule is repeated here.
 */
@NullMarked
package io.attune.cli;

import org.jspecify.annotations.NullMarked;
