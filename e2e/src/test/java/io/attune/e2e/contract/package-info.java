/** Walks the routes of api.md §6 and the OpenAPI document: each answers as declared. */
@NullMarked
package io.attune.e2e.contract;

import org.jspecify.annotations.NullMarked;
