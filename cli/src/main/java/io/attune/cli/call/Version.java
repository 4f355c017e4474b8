package io.attune.cli.call;

import org.jspecify.annotations.Nullable;

/** The version of this program. */
public final class Version {
    private Version() {}

    /** From the jar's manifest; {@code development} when the classes run from elsewhere. */
    public static String current() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
