package io.attune.server.catalog;

import io.attune.engine.parameter.ParameterRendering;
import io.attune.store.catalog.CatalogRule;

/** A rule with its parameters compiled; its conditions are in the index. */
public record CompiledRule(CatalogRule rule, ParameterRendering parameters) {
    static CompiledRule of(CatalogRule rule) {
        return new CompiledRule(rule, ParameterRendering.of(rule.actionParams()));
    }
}
