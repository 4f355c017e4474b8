package io.attune.server.pack;

import io.attune.server.auth.Caller;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.Settings;
import io.attune.server.http.AttuneException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which directories of the server may be registered as packs (security.md §9): operators name any, others only those below the
 * directories of {@code packs.dev}, so that nobody reads files of the machine by calling them a pack.
 */
@Singleton
class DevelopmentPacks {
    private final List<String> bases;

    @Inject
    DevelopmentPacks(Settings settings) {
        this.bases = settings.get(ConfigKeys.PACKS_DEV);
    }

    /** @throws AttuneException 400 if the caller may not name the path or it is no directory with a pack.yaml */
    Path find(Caller caller, String text) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw AttuneException.badRequest("'" + text + "' is not a path");
        }
        if (!path.isAbsolute()) {
            throw AttuneException.badRequest("The path of a pack must be absolute, such as /srv/packs/mypack");
        }
        Path directory = real(path);
        if (!caller.operator() && bases.stream().noneMatch(base -> isBelow(directory, base))) {
            throw AttuneException.badRequest(
                    "Only directories below those of the setting packs.dev can be registered; upload the pack instead");
        }
        if (!Files.isDirectory(directory)) {
            throw AttuneException.badRequest("There is no directory " + path + " on the server");
        }
        if (!Files.isRegularFile(directory.resolve("pack.yaml"))) {
            throw AttuneException.badRequest("The directory " + path + " has no pack.yaml");
        }
        return directory;
    }

    private static boolean isBelow(Path directory, String base) {
        return directory.startsWith(real(Path.of(base)));
    }

    /** Without links and dots; a path that does not exist stays as it is, normalised. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }
}
