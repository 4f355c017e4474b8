package io.attune.cli.profile;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.cli.json.Nodes;
import org.jspecify.annotations.Nullable;

/** One server and the login stored for it (cli.md §2.2). Never printed whole: it holds tokens. */
public final class Profile {
    /** Where a platform started by {@code attune up} listens. */
    public static final String DEFAULT_URL = "http://localhost:8080";

    private final String name;
    private final JsonNode fields;

    Profile(String name, JsonNode fields) {
        this.name = name;
        this.fields = fields;
    }

    public String name() {
        return name;
    }

    public String apiUrl() {
        var url = Nodes.text(fields, "api_url");
        return url.isEmpty() ? DEFAULT_URL : url;
    }

    public @Nullable String authToken() {
        return optional("auth_token");
    }

    public @Nullable String refreshToken() {
        return optional("refresh_token");
    }

    public @Nullable String username() {
        return optional("username");
    }

    public @Nullable String authMethod() {
        return optional("auth_method");
    }

    public @Nullable String description() {
        return optional("description");
    }

    public @Nullable String outputFormat() {
        return optional("output_format");
    }

    /** Command that prints an access token, in place of a stored login. */
    public @Nullable String credentialCommand() {
        return optional("credential_command");
    }

    /** PEM file with the certificates to trust. */
    public @Nullable String caCert() {
        return optional("ca_cert");
    }

    /** Commands that change something are refused. */
    public boolean readOnly() {
        return fields.path("read_only").asBoolean(false);
    }

    /** Commands that change something ask for the profile's name first. */
    public boolean guarded() {
        return fields.path("protected").asBoolean(false);
    }

    private @Nullable String optional(String field) {
        var text = Nodes.text(fields, field);
        return text.isEmpty() ? null : text;
    }
}
