/**
 * Tables, JSON, YAML and the other output formats (cli.md §2.3).
 */
@NullMarked
package io.attune.cli.render;

import org.jspecify.annotations.NullMarked;
