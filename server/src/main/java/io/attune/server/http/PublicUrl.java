package io.attune.server.http;

import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The address under which clients reach this platform: base of webhook URLs and links. */
@Singleton
public class PublicUrl {
    private final Settings settings;

    @Inject
    PublicUrl(Settings settings) {
        this.settings = settings;
    }

    /** Without a slash at its end. Right only after the listener is open, when the port was left to the system. */
    public String base() {
        return configured().orElseGet(this::local);
    }

    /** As {@link #base}, but only what an operator has said: the address of this process means nothing to senders elsewhere. */
    public Optional<String> configured() {
        String configured = settings.get(ConfigKeys.SERVER_PUBLIC_URL);
        if (configured.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(configured.endsWith("/") ? configured.substring(0, configured.length() - 1) : configured);
    }

    /** The address of this very process, for what runs on the same machine. */
    public String local() {
        String host = settings.get(ConfigKeys.SERVER_HOST);
        String reachable = switch (host) {
            case "0.0.0.0", "::", "[::]" -> "127.0.0.1";
            default -> host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        };
        return "http://" + reachable + ":" + port();
    }

    private int port() {
        int wanted = settings.get(ConfigKeys.SERVER_PORT);
        // The container replaces its own setting by the port that the system chose.
        return wanted != 0 ? wanted : ConfigProvider.getConfig().getValue("quarkus.http.port", Integer.class);
    }
}
