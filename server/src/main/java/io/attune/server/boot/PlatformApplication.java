package io.attune.server.boot;

import io.attune.server.http.PublicUrl;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import jakarta.inject.Inject;

/** What the container runs: the platform, from its start to a signal. */
public class PlatformApplication implements QuarkusApplication {
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
        System.out.println(
                launch.roles().contains(Role.API)
                        ? "Attune is ready at " + url
                        : "Attune is ready (" + launch.roles() + ")");
        System.out.flush();
        Quarkus.waitForExit();
        return 0;
    }
}
