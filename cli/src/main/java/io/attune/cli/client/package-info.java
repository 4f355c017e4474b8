/**
 * Speaks HTTP to the server: requests, token refresh, retries, pages, event streams. Knows nothing about commands.
 */
@NullMarked
package io.attune.cli.client;

import org.jspecify.annotations.NullMarked;
