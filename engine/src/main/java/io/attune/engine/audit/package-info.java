/**
 * The hash chain that shows whether the audit log was touched (SEC-18; docs/adr/0008). {@link io.attune.engine.audit.ChainPosition} seals
 * entries into {@link io.attune.engine.audit.Block}s, {@link io.attune.engine.audit.ChainWalk} checks entries against them. Pure.
 */
@NullMarked
package io.attune.engine.audit;

import org.jspecify.annotations.NullMarked;
