/** YAML as a tree whose every value knows its line and column. Entry class: {@link io.attune.pack.yaml.YamlReader}. Knows nothing of packs. */
@NullMarked
package io.attune.pack.yaml;

import org.jspecify.annotations.NullMarked;
