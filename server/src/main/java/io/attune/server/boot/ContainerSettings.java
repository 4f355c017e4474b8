package io.attune.server.boot;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Translates our settings into those of the container: a user never sees the latter. */
final class ContainerSettings {
    private ContainerSettings() {}

    static void apply(Settings settings, Set<Role> roles) {
        boolean serves = roles.contains(Role.API);
        Map<String, String> properties = new HashMap<>();
        properties.put("quarkus.http.host", settings.get(ConfigKeys.SERVER_HOST));
        properties.put("quarkus.http.port", Integer.toString(settings.get(ConfigKeys.SERVER_PORT)));
        properties.put("quarkus.http.host-enabled", Boolean.toString(serves));
        properties.put(
                "quarkus.http.read-timeout",
                settings.get(ConfigKeys.SERVER_REQUEST_TIMEOUT).toString());
        properties.put(
                "quarkus.log.file.path",
                settings.dataDirectory().resolve("logs/attune.log").toString());
        properties.put("quarkus.log.file.enabled", "true");
        properties.put(
                "quarkus.http.body.uploads-directory",
                UploadDirectory.of(settings.dataDirectory()).toString());
        properties.forEach(System::setProperty);
    }
}
