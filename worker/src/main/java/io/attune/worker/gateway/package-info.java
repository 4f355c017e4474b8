/** The boundary between a worker and the platform: what a worker may ask and say. Two transports implement it, in-process (server) and HTTP (here); neither side sees the other's storage. */
@NullMarked
package io.attune.worker.gateway;

import org.jspecify.annotations.NullMarked;
