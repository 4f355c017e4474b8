/** Who owns a row: a tenant, or nobody (the system). */
@NullMarked
package io.attune.model.tenant;

import org.jspecify.annotations.NullMarked;
