package io.attune.server.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.attune.model.Ref;
import io.attune.model.catalog.VersionConstraint;
import io.attune.model.schema.SchemaLint;
import io.attune.model.schema.SchemaProblem;
import io.attune.server.http.AttuneException;
import io.attune.server.http.FieldChecks;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks of fields that several kinds of components have. */
public final class ComponentChecks {
    private ComponentChecks() {}

    /** @throws AttuneException 400 if the text is no component ref (api.md §1.4) */
    public static void componentRef(String ref) {
        if (!Ref.isComponent(ref)) {
            throw AttuneException.badRequest(
                    "Invalid ref '" + ref + "': expected pack.name in lower-case letters, digits, '_' and '-'");
        }
    }

    /** @throws AttuneException 400 if the text is no runtime ref */
    public static void runtimeRef(String ref) {
        if (!Ref.isRuntime(ref)) {
            throw AttuneException.badRequest("Invalid ref '" + ref + "': expected pack.name in lower case");
        }
    }

    /** A flat schema must be one that can be meant; null is no schema. */
    public static void schema(FieldChecks checks, String field, @Nullable JsonNode schema) {
        for (var problem : SchemaLint.check(schema, ComponentChecks::patternProblem)) {
            if (problem.fatal()) {
                checks.finding(place(field, problem), withHint(problem));
            }
        }
    }

    private static Optional<String> patternProblem(String pattern) {
        try {
            var _ = Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("is not a regular expression: " + e.getMessage());
        }
    }

    private static String place(String field, SchemaProblem problem) {
        return problem.path().isEmpty() ? field : field + "." + String.join(".", problem.path());
    }

    private static String withHint(SchemaProblem problem) {
        return problem.hint() == null ? problem.message() : problem.message() + "; " + problem.hint();
    }

    public static void versionConstraint(FieldChecks checks, String field, @Nullable String constraint) {
        if (constraint != null && VersionConstraint.parse(constraint).isEmpty()) {
            checks.finding(field, "'" + constraint + "' is not a version constraint such as '>=3.12,<4.0'");
        }
    }

    /** Of further runtimes that a worker must have: constraints by runtime. */
    public static void versionConstraints(FieldChecks checks, String field, @Nullable Map<String, String> constraints) {
        if (constraints != null) {
            constraints.forEach((runtime, constraint) -> versionConstraint(checks, field + "." + runtime, constraint));
        }
    }

    /** A document that must be an object; null is fine. */
    public static void object(FieldChecks checks, String field, @Nullable JsonNode value) {
        if (value != null && !value.isNull() && !value.isObject()) {
            checks.finding(field, "must be an object");
        }
    }
}
