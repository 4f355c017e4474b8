package io.attune.server.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.IndexView;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Brings the OpenAPI document to what the wire shows: enum words in lower case, any JSON where the code says {@code JsonNode}, and the error
 * shapes that every route shares (api.md §1.4).
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
    private static final String ERROR = "Error";
    private static final Map<String, String> ERRORS = Map.of(
            "400", "The request cannot be understood",
            "401", "No valid token",
            "403", "The caller lacks a grant",
            "404", "Absent, or hidden from the caller",
            "409", "In conflict with what is there",
            "422", "A field breaks a rule; details name each one");

    /** Operations that answer 201: their annotation is not known to the generator of the document. */
    private final Set<String> creating;

    public ApiDescription(IndexView index) {
        this.creating = index.getAnnotations(ResponseStatus.class).stream()
                .filter(status -> status.value().asInt() == 201)
                .map(status -> status.target()
                        .asMethod()
                        .annotation(org.eclipse.microprofile.openapi.annotations.Operation.class))
                .filter(Objects::nonNull)
                .map(operation -> operation.value("operationId").asString())
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        var components = document.getComponents();
        if (components == null || components.getSchemas() == null) {
            return;
        }
        components.getSchemas().forEach((name, schema) -> {
            if (name.equals("JsonNode") || name.equals("ObjectNode")) {
                anyJson(schema, name.equals("ObjectNode"));
            } else if (schema.getEnumeration() != null) {
                schema.setEnumeration(wireWords(schema.getEnumeration()));
            }
        });
        components.removeSchema("JsonNodeType");
        components.addSchema(ERROR, errorSchema());
        if (document.getPaths() != null && document.getPaths().getPathItems() != null) {
            document.getPaths()
                    .getPathItems()
                    .values()
                    .forEach(path -> path.getOperations().values().forEach(this::describe));
        }
    }

    private static void anyJson(Schema schema, boolean object) {
        schema.setType(object ? List.of(Schema.SchemaType.OBJECT) : null);
        schema.setProperties(null);
        schema.setDescription(object ? "A JSON object" : "Any JSON value");
    }

    private static List<Object> wireWords(List<Object> names) {
        return names.stream()
                .<Object>map(name -> name.toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static Schema errorSchema() {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .addProperty(
                        "error",
                        OASFactory.createSchema()
                                .description("What is wrong, for a person; an object where the token is refused"))
                .addProperty("code", OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .addProperty("details", OASFactory.createSchema().description("What to fix, field by field"));
    }

    private void describe(Operation operation) {
        var responses = operation.getResponses();
        if (responses == null) {
            return;
        }
        @Nullable APIResponse success = responses.getAPIResponse("200");
        if (success != null && creating.contains(operation.getOperationId())) {
            responses.removeAPIResponse("200");
            responses.addAPIResponse("201", success.description("Created"));
        }
        ERRORS.forEach((status, description) -> {
            @Nullable APIResponse declared = responses.getAPIResponse(status);
            if (declared == null || declared.getContent() == null) {
                responses.addAPIResponse(
                        status,
                        OASFactory.createAPIResponse()
                                .description(description)
                                .content(OASFactory.createContent()
                                        .addMediaType(
                                                "application/json",
                                                OASFactory.createMediaType()
                                                        .schema(OASFactory.createSchema()
                                                                .ref("#/components/schemas/" + ERROR)))));
            }
        });
    }
}
