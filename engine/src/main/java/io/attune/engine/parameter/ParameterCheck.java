package io.attune.engine.parameter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.attune.model.schema.FlatSchema;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks values against one flat schema (packs.md §4). Made once per schema and used by many threads; making one costs far more than a
 * check.
 *
 * <p>Nothing is converted. Null counts as missing, at every depth. Parameters that the schema does not know are allowed.
 */
public final class ParameterCheck {
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .regularExpressionFactory(new LinearRegex())
                            .build())
                    // Schemas come from users; the registry would keep every one it ever saw.
                    .schemaCacheEnabled(false));

    private final FlatSchema flat;
    private final Set<String> late;
    private final Schema schema;
    private final ViolationText text;

    private ParameterCheck(FlatSchema flat, DeclaredKeys keys) {
        this.flat = flat;
        this.late = switch (keys) {
            case DeclaredKeys.Named(Set<String> names) -> names;
            case DeclaredKeys.EveryOwn _ -> Set.of();
        };
        this.schema = REGISTRY.getSchema(flat.toJsonSchema());
        this.schema.initializeValidators();
        this.text = new ViolationText(flat);
    }

    /** For values that no key can complete. */
    public static ParameterCheck of(FlatSchema schema) {
        return new ParameterCheck(schema, new DeclaredKeys.Named(Set.of()));
    }

    /** @param keys what the action gets from the key store when its run starts */
    public static ParameterCheck of(FlatSchema schema, DeclaredKeys keys) {
        return new ParameterCheck(schema, keys);
    }

    public FlatSchema schema() {
        return flat;
    }

    /** Applies defaults and checks. */
    public CheckedParameters check(ObjectNode given) {
        ObjectNode complete = flat.withDefaults(given);
        return new CheckedParameters(complete, violations(complete, false));
    }

    /**
     * Applies defaults and checks what is known before a run is dispatched: a parameter that a key may still provide is not missing yet, and
     * its default waits as well, since the key goes before it. {@link #check} follows when the keys are there.
     */
    public CheckedParameters checkBeforeKeys(ObjectNode given) {
        ObjectNode complete = flat.withDefaults(given, late);
        return new CheckedParameters(complete, withoutLate(violations(complete, false)));
    }

    /**
     * Checks what may still hold templates, when a rule or a queue is saved: a text with both <code>{{</code> and <code>}}</code> fits
     * everywhere, because its value is not known yet.
     */
    public CheckedParameters checkTemplates(ObjectNode given) {
        ObjectNode complete = flat.withDefaults(given);
        return new CheckedParameters(complete, withoutLate(violations(complete, true)));
    }

    private List<Violation> withoutLate(List<Violation> violations) {
        return violations.stream()
                .filter(violation -> !violation.isMissing() || !late.contains(violation.parameter()))
                .toList();
    }

    private List<Violation> violations(ObjectNode parameters, boolean templates) {
        if (flat.isEmpty()) {
            return List.of();
        }
        JsonNode document = withoutNulls(parameters);
        List<Error> errors = schema.validate(document);
        if (errors.isEmpty()) {
            return List.of();
        }
        Set<Violation> missing = new LinkedHashSet<>();
        Set<Violation> others = new LinkedHashSet<>();
        for (Error error : errors) {
            Mismatch mismatch = Mismatch.of(error, document);
            if (templates && Templates.excuse(mismatch)) {
                continue;
            }
            (mismatch.isMissing() ? missing : others).add(text.of(mismatch));
        }
        List<Violation> all = new ArrayList<>(missing);
        all.addAll(others);
        return all;
    }

    /** The document without null members; the same instance when there are none, which is nearly always. */
    private static JsonNode withoutNulls(JsonNode value) {
        if (!hasNullMember(value)) {
            return value;
        }
        if (value.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(value.size());
            value.forEach(item -> copy.add(withoutNulls(item)));
            return copy;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            if (!member.getValue().isNull()) {
                copy.set(member.getKey(), withoutNulls(member.getValue()));
            }
        }
        return copy;
    }

    private static boolean hasNullMember(JsonNode value) {
        if (!value.isContainerNode()) {
            return false;
        }
        for (JsonNode child : value) {
            if ((child.isNull() && value.isObject()) || hasNullMember(child)) {
                return true;
            }
        }
        return false;
    }
}
