/**
 * Values encrypted at rest (security.md §4.1, SEC-13). {@link io.attune.store.encryption.SecretBox} seals and opens them under the data key
 * of their owner; {@link io.attune.store.encryption.StoredDataKeys} keeps those keys, each wrapped by a
 * {@link io.attune.store.encryption.MasterKey} that the database never sees.
 */
@NullMarked
package io.attune.store.encryption;

import org.jspecify.annotations.NullMarked;
