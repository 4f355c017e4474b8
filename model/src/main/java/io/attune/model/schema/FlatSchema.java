package io.attune.model.schema;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.WireEnum;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A schema whose keys are parameter names and whose values describe one parameter each (packs.md §4, api.md §2.3).
 *
 * <p>Reading is tolerant: what makes no sense is left out of the meaning but kept in {@link #source}, because a schema is stored and
 * shown as it was written. {@link SchemaLint} is the strict side. A document that already is a JSON Schema of an object
 * ({@code type: object} with {@code properties}) is taken for what it is.
 *
 * <p>Immutable as long as nobody changes the tree it was made from.
 */
public final class FlatSchema {
    public static final FlatSchema EMPTY = new FlatSchema(JsonNodeFactory.instance.objectNode());

    private final ObjectNode source;
    private final boolean jsonSchema;
    private final Map<String, Parameter> byName;
    private final ObjectNode asJsonSchema;
    private final List<SecretPath> secretPaths;

    private FlatSchema(ObjectNode source) {
        this.source = source;
        this.jsonSchema = isJsonSchema(source);
        this.asJsonSchema = JsonSchemaForm.of(source, jsonSchema);
        this.byName = JsonSchemaForm.parameters(source, jsonSchema).stream()
                .collect(Collectors.collectingAndThen(
                        Collectors.toMap(Parameter::name, parameter -> parameter, (a, b) -> b, LinkedHashMap::new),
                        Collections::unmodifiableMap));
        this.secretPaths = List.copyOf(SecretPath.allIn(byName.values()));
    }

    /** The schema written in {@code source}; absent, null and anything that is no object mean "no parameters". */
    public static FlatSchema of(@Nullable JsonNode source) {
        return source instanceof ObjectNode object && !object.isEmpty() ? new FlatSchema(object) : EMPTY;
    }

    /** Whether the document is a JSON Schema rather than a flat one: flat entries are objects, so a textual {@code type} tells. */
    static boolean isJsonSchema(ObjectNode source) {
        return source.path("type").isTextual()
                && source.path("type").textValue().equals(ParameterType.OBJECT.wire())
                && source.path("properties").isObject();
    }

    /** The document as it was written. Not to be changed. */
    public ObjectNode source() {
        return source;
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    /** The parameters in the order of the document. */
    public List<Parameter> parameters() {
        return List.copyOf(byName.values());
    }

    public Optional<Parameter> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Set<String> required() {
        return byName.values().stream()
                .filter(Parameter::required)
                .map(Parameter::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Where secret values may be, whole parameters and members inside them. A secret's own members are not listed again. */
    public List<SecretPath> secretPaths() {
        return secretPaths;
    }

    /**
     * The places in {@code document} that hold a secret value, none inside another; null and missing values are nowhere. A list is looked
     * through as a list of documents.
     *
     * @see SecretPath#locate
     */
    public List<JsonPointer> locateSecrets(JsonNode document) {
        if (secretPaths.isEmpty()) {
            return List.of();
        }
        List<JsonPointer> found = new ArrayList<>();
        if (document.isArray()) {
            for (int item = 0; item < document.size(); item++) {
                JsonPointer at = JsonPointer.empty().appendIndex(item);
                locateIn(document.get(item)).forEach(place -> found.add(at.append(place)));
            }
        } else {
            found.addAll(locateIn(document));
        }
        return outermost(found);
    }

    private List<JsonPointer> locateIn(JsonNode document) {
        return secretPaths.stream()
                .flatMap(path -> path.locate(document).stream())
                .toList();
    }

    /** Alternatives of a schema may name a place and one inside it. */
    private static List<JsonPointer> outermost(List<JsonPointer> places) {
        Set<JsonPointer> all = new LinkedHashSet<>(places);
        return all.stream().filter(place -> !hasAncestor(place, all)).toList();
    }

    private static boolean hasAncestor(JsonPointer place, Set<JsonPointer> places) {
        for (JsonPointer at = place.head(); at != null; at = at.head()) {
            if (places.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** The literal defaults, by parameter name. */
    public ObjectNode defaults() {
        ObjectNode defaults = JsonNodeFactory.instance.objectNode();
        for (Parameter parameter : byName.values()) {
            JsonNode value = parameter.defaultValue();
            if (value != null) {
                defaults.set(parameter.name(), value);
            }
        }
        return defaults;
    }

    /** A copy of {@code given} in which every missing or null parameter that has a default holds it. {@code given} is not changed. */
    public ObjectNode withDefaults(ObjectNode given) {
        return withDefaults(given, Set.of());
    }

    /** As {@link #withDefaults(ObjectNode)}, but for some parameters, which may still get their value from elsewhere. */
    public ObjectNode withDefaults(ObjectNode given, Set<String> except) {
        ObjectNode complete = JsonNodeFactory.instance.objectNode();
        complete.setAll(given);
        for (Parameter parameter : byName.values()) {
            JsonNode value = parameter.defaultValue();
            JsonNode present = given.get(parameter.name());
            if (value != null && (present == null || present.isNull()) && !except.contains(parameter.name())) {
                complete.set(parameter.name(), value.deepCopy());
            }
        }
        return complete;
    }

    /**
     * The schema as a JSON Schema of draft 2020-12, made only of keywords that look at values: nothing in it can refer to another
     * document, load one, or name a dialect. A fresh copy each time.
     */
    public ObjectNode toJsonSchema() {
        return asJsonSchema.deepCopy();
    }

    static Optional<ParameterType> typeOf(JsonNode declaration) {
        JsonNode type = declaration.get("type");
        return type != null && type.isTextual()
                ? WireEnum.find(ParameterType.class, type.textValue())
                : Optional.empty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlatSchema schema && schema.source.equals(source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    @Override
    public String toString() {
        return source.toString();
    }
}
