package io.attune.cli.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.Nodes;
import io.attune.cli.profile.ConfigFile;
import io.attune.cli.profile.Profile;
import io.attune.cli.render.Column;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A profile as it may be shown: that there is a token, never which. */
final class ProfileView {
    static final List<Column> COLUMNS = List.of(
            Column.of("Profile", "name"),
            Column.of("Active", "active"),
            Column.of("Server", "api_url"),
            Column.of("Login", "username"),
            Column.of("Logged in", "logged_in"),
            Column.of("Description", "description"));

    private ProfileView() {}

    static ObjectNode of(ConfigFile file, String name, String active) {
        Profile profile = file.profile(name);
        return Nodes.object()
                .put("name", name)
                .put("active", name.equals(active))
                .put("api_url", profile.apiUrl())
                .put("username", profile.username())
                .put("auth_method", profile.authMethod())
                .put("logged_in", profile.authToken() != null)
                .put("description", profile.description())
                .put("output_format", profile.outputFormat())
                .put("read_only", profile.readOnly())
                .put("protected", profile.guarded());
    }

    static @Nullable String masked(@Nullable String token) {
        return token == null ? null : "***";
    }
}
