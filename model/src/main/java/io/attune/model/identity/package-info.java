/** People and service accounts (security.md §1.4). */
@NullMarked
package io.attune.model.identity;

import org.jspecify.annotations.NullMarked;
