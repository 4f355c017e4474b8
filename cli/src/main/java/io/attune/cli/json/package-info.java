/**
 * JSON and YAML text to trees and back. Only Jackson's streaming layer is used, because object binding costs start-up time (G6).
 */
@NullMarked
package io.attune.cli.json;

import org.jspecify.annotations.NullMarked;
