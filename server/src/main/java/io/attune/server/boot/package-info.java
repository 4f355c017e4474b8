/** How a process of the platform comes up and goes down: roles, the order of its parts, the database, the command line. */
@NullMarked
package io.attune.server.boot;

import org.jspecify.annotations.NullMarked;
