package io.attune.server.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/** Completes the OpenAPI document with what holds for all routes: the scheme of the tokens and the shapes of refusals (api.md §4). */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDocument implements OASFilter {
    private static final String SCHEME = "bearer_auth";
    private static final String JSON = "application/json";
    private static final List<String> PUBLIC = List.of(
            "/health",
            "/auth/settings",
            "/auth/login",
            "/auth/token-login",
            "/auth/register",
            "/auth/refresh",
            "/auth/logout",
            "/auth/ldap/login",
            "/auth/oidc/login",
            "/auth/callback",
            "/api/v1/webhooks/");

    @Override
    public void filterOpenAPI(OpenAPI document) {
        var components = document.getComponents() == null ? OASFactory.createComponents() : document.getComponents();
        components.addSecurityScheme(
                SCHEME,
                OASFactory.createSecurityScheme()
                        .type(SecurityScheme.Type.HTTP)
                        .scheme("bearer")
                        .bearerFormat("JWT"));
        components.addSchema(
                "Error",
                OASFactory.createSchema()
                        .addType(org.eclipse.microprofile.openapi.models.media.Schema.SchemaType.OBJECT)
                        .description(
                                "A refusal: error and code are text; the token guard answers {error: {code, message}}"));
        document.setComponents(components);
        var paths = document.getPaths();
        if (paths != null && paths.getPathItems() != null) {
            paths.getPathItems().forEach(ApiDocument::complete);
        }
    }

    private static void complete(String path, PathItem item) {
        boolean open = PUBLIC.stream().anyMatch(path::startsWith);
        for (Map.Entry<PathItem.HttpMethod, Operation> entry :
                item.getOperations().entrySet()) {
            var operation = entry.getValue();
            var responses =
                    operation.getResponses() == null ? OASFactory.createAPIResponses() : operation.getResponses();
            operation.setResponses(responses);
            if (!open) {
                operation.setSecurity(
                        List.of(OASFactory.createSecurityRequirement().addScheme(SCHEME)));
                add(operation, "401", "No token, or one that is good for nothing");
                add(operation, "403", "The grant of this route is missing");
            }
            if (path.contains("{")) {
                add(operation, "404", "Absent, or hidden from the caller");
            }
            if (operation.getRequestBody() != null) {
                add(operation, "400", "Not JSON, or a value that the operation forbids");
                add(operation, "422", "A field breaks a rule");
                acceptJson(operation);
            }
        }
    }

    private static void add(Operation operation, String status, String description) {
        if (operation.getResponses().getAPIResponse(status) != null) {
            return;
        }
        var content = OASFactory.createContent();
        content.addMediaType(
                JSON,
                OASFactory.createMediaType().schema(OASFactory.createSchema().ref("#/components/schemas/Error")));
        APIResponse response =
                OASFactory.createAPIResponse().description(description).content(content);
        operation.getResponses().addAPIResponse(status, response);
    }

    /** A route that names no media type takes JSON. */
    private static void acceptJson(Operation operation) {
        Content content = operation.getRequestBody().getContent();
        if (content != null && content.getMediaType("*/*") != null) {
            content.addMediaType(JSON, content.getMediaType("*/*"));
            content.removeMediaType("*/*");
        }
    }
}
