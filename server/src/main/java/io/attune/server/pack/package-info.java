/**
 * Packs as users meet them: the routes, installing, and the packs that come with the platform. Entry classes: {@link
 * io.attune.server.pack.PackResource} and {@link io.attune.server.pack.PackInstaller}. What files say is read by {@code io.attune.pack}.
 */
@NullMarked
package io.attune.server.pack;

import org.jspecify.annotations.NullMarked;
