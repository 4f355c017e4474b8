/** Rules about the code as a whole. */
package io.attune.server.architecture;
