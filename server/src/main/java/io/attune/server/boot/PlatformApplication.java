package io.attune.server.boot;

import io.attune.server.http.PublicUrl;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the container runs: the platform, from its start to a signal. */
public class PlatformApplication implements QuarkusApplication {
    private static final Logger log = LoggerFactory.getLogger(PlatformApplication.class);

    private final Platform platform;
    private final PublicUrl publicUrl;

    @Inject
    PlatformApplication(Platform platform, PublicUrl publicUrl) {
        this.platform = platform;
        this.publicUrl = publicUrl;
    }

    @Override
    public int run(String... args) {
        var launch = Launch.received().orElseThrow(() -> new IllegalStateException("started without a command line"));
        launch.application().complete(null);
        platform.start(launch.roles());
        String url = publicUrl.base();
        launch.ready().accept(url);
        log.info("ready url={}", url);
        System.out.println(
                launch.roles().contains(Role.API)
                        ? "Attune is ready at " + url
                        : "Attune is ready (" + launch.roles() + ")");
        System.out.flush();
        Quarkus.waitForExit();
        return 0;
    }
}
