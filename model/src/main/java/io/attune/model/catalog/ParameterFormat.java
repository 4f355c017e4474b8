package io.attune.model.catalog;

import io.attune.model.WireEnum;

/** The encoding of the parameter document (packs.md §6.2). */
public enum ParameterFormat implements WireEnum {
    JSON,
    DOTENV,
    YAML
}
