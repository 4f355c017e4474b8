/**
 * One invocation: what the process was given, global options, and what every command needs.
 */
@NullMarked
package io.attune.cli.call;

import org.jspecify.annotations.NullMarked;
