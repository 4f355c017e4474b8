/** The routes of enforcements (api-runs.md §2). Entry class: {@link io.attune.server.enforcement.EnforcementResource}. */
@NullMarked
package io.attune.server.enforcement;

import org.jspecify.annotations.NullMarked;
