/** Runs actions: leases executions through the gateway, starts and stops processes, captures output, reports. Holds no platform secret and no database access. */
@NullMarked
package io.attune.worker;

import org.jspecify.annotations.NullMarked;
