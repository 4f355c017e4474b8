/** What all resources share on the wire: envelopes, paging, errors (api.md §1). Knows no feature. */
@NullMarked
package io.attune.server.http;

import org.jspecify.annotations.NullMarked;
