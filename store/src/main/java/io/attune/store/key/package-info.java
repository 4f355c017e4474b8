/**
 * Keys (runtime.md §1.3): {@link io.attune.store.key.KeyStore} serves the API, {@link io.attune.store.key.AmbientKeyStore} gives runs the
 * keys that their actions declare. An expired key is absent from every answer.
 */
@NullMarked
package io.attune.store.key;

import org.jspecify.annotations.NullMarked;
