/**
 * Looks after the keys of stored values (security.md §4.1, SEC-13): {@link io.attune.server.encryption.EncryptionResource} shows and rotates
 * them, {@link io.attune.server.encryption.ReEncryption} seals stored values anew, {@link io.attune.server.encryption.KeyWatch} follows what
 * other processes changed. Sealing itself is the store's.
 */
@NullMarked
package io.attune.server.encryption;

import org.jspecify.annotations.NullMarked;
