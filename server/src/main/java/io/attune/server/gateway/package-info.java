/**
 * What workers may ask of the platform (design.md §2). {@link io.attune.server.gateway.PlatformGateway} answers, called directly by the
 * local worker and by {@link io.attune.server.gateway.GatewayResource} for those far away.
 */
@NullMarked
package io.attune.server.gateway;

import org.jspecify.annotations.NullMarked;
