package io.attune.server.boot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this build. */
public final class Version {
    private Version() {}

    /** A semantic version, written into the resources by the build. */
    public static String text() {
        var properties = new Properties();
        try (var resource = Version.class.getResourceAsStream("/attune-version.properties")) {
            if (resource == null) {
                throw new IllegalStateException("attune-version.properties is missing from the build");
            }
            properties.load(resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version");
    }
}
