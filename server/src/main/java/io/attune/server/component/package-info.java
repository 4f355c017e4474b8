/**
 * What the resources of the catalogue share: who may see and change a component, lists, and the checks of fields that several kinds have.
 *
 * <p>Entry class: {@link io.attune.server.component.ComponentAccess}. Knows no kind of component.
 */
@NullMarked
package io.attune.server.component;

import org.jspecify.annotations.NullMarked;
