package io.attune.engine.parameter;

import io.attune.model.schema.FlatSchema;
import io.attune.model.schema.SecretPath;
import io.attune.model.secret.SecretSource;
import java.util.List;

/**
 * A secret among the values that an expression can reach (expressions.md §9).
 *
 * @param path from the name the expression starts with, as in {@code pack.config.db.password}
 */
public record SecretOrigin(SecretPath path, SecretSource source) {
    /** The secret entries of a pack's configuration, which the templates of its rules read as {@code pack.config}. */
    public static List<SecretOrigin> ofPackConfig(String packRef, FlatSchema confSchema) {
        return confSchema.secretPaths().stream()
                .map(path -> new SecretOrigin(path.below("pack", "config"), SecretSource.packConfig(packRef)))
                .toList();
    }
}
