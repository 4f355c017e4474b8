/** The routes of events (api-runs.md §1). Entry class: {@link io.attune.server.event.EventResource}. */
@NullMarked
package io.attune.server.event;

import org.jspecify.annotations.NullMarked;
