package io.attune.cli.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import io.attune.cli.outcome.ExitCode;
import io.attune.cli.outcome.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file with profiles and logins (cli.md §2.2). It holds tokens, so it is readable by its owner only. A change is made under a lock to
 * what the file holds at that moment and put in place by a rename: parallel calls cannot lose each other's refreshed token.
 */
public final class ConfigFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final String DEFAULT_PROFILE = "default";

    private final Path path;
    private final ObjectNode content;

    private ConfigFile(Path path, ObjectNode content) {
        this.path = path;
        this.content = content;
    }

    /** What the file says now; the built-in {@code default} profile when there is no file. */
    public static ConfigFile read(Path path) {
        return new ConfigFile(path, withDefaults(parse(path)));
    }

    private static ObjectNode parse(Path path) {
        try {
            JsonNode document = YamlText.parse(Files.readString(path));
            if (document.isMissingNode() || document.isNull()) {
                return Nodes.object();
            }
            if (document instanceof ObjectNode object) {
                return object;
            }
            throw Failure.usage(path + " is not a map of settings", "Move the file away to start with a new one.");
        } catch (NoSuchFileException e) {
            return Nodes.object();
        } catch (JsonProcessingException e) {
            throw Failure.usage(
                    path + " is not valid YAML: " + e.getOriginalMessage(),
                    "Correct the file, or move it away to start with a new one.");
        } catch (IOException e) {
            throw Failure.usage("Cannot read " + path + " (" + reason(e) + ")", "Check its permissions.");
        }
    }

    /** Single-server files of older versions become the profile {@code default}; aliases get their present names. */
    private static ObjectNode withDefaults(ObjectNode file) {
        rename(file, "current_profile", "profile");
        rename(file, "default_output_format", "format");
        ObjectNode profiles =
                file.path("profiles") instanceof ObjectNode existing ? existing : file.putObject("profiles");
        if (profiles.isEmpty()) {
            ObjectNode only = profiles.putObject(DEFAULT_PROFILE);
            only.put("api_url", Profile.DEFAULT_URL);
            for (var field : List.of("api_url", "auth_token", "refresh_token", "output_format")) {
                JsonNode old = file.remove(field);
                if (old != null && !old.isNull()) {
                    only.set(field, old);
                }
            }
        }
        return file;
    }

    private static void rename(ObjectNode file, String alias, String name) {
        JsonNode value = file.remove(alias);
        if (value != null && !file.has(name)) {
            file.set(name, value);
        }
    }

    public Path path() {
        return path;
    }

    /** The profile named by the file, else {@code default}. */
    public String activeProfile() {
        var name = Nodes.text(content, "profile");
        return name.isEmpty() ? DEFAULT_PROFILE : name;
    }

    public @Nullable String format() {
        var format = Nodes.text(content, "format");
        return format.isEmpty() ? null : format;
    }

    public List<String> profileNames() {
        var names = new ArrayList<String>();
        content.path("profiles").fieldNames().forEachRemaining(names::add);
        return names;
    }

    public boolean hasProfile(String name) {
        return content.path("profiles").has(name);
    }

    /** @throws Failure when there is no such profile; the message lists those there are */
    public Profile profile(String name) {
        JsonNode fields = content.path("profiles").path(name);
        if (!fields.isObject()) {
            throw Failure.of(
                    ExitCode.USAGE,
                    "No profile '" + name + "' in " + path + " (there is: " + String.join(", ", profileNames()) + ")",
                    "attune config add-profile " + name + " --api-url URL");
        }
        return new Profile(name, fields);
    }

    /** A copy of all there is, as it may be shown. */
    public ObjectNode masked() {
        ObjectNode copy = content.deepCopy();
        for (JsonNode profile : copy.path("profiles")) {
            for (var token : List.of("auth_token", "refresh_token")) {
                if (profile.hasNonNull(token)) {
                    ((ObjectNode) profile).put(token, "***");
                }
            }
        }
        return copy;
    }

    /** A message when others may read the file, which holds tokens; null when all is well. */
    public @Nullable String modeWarning() {
        try {
            var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
            permissions.removeAll(OWNER_ONLY);
            return permissions.isEmpty()
                    ? null
                    : path + " can be read by others; its mode is set to 0600 by the next login or change";
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }

    /**
     * Applies a change to the present content of the file and stores it. One at a time, within this process and by a lock file between processes.
     *
     * @return the file as stored
     */
    public static synchronized ConfigFile update(Path path, Consumer<ObjectNode> change) {
        try {
            createDirectory(path);
            try (FileChannel lock = FileChannel.open(
                            path.resolveSibling(path.getFileName() + ".lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(OWNER_ONLY));
                    var _ = lock.lock()) {
                ObjectNode content = withDefaults(parse(path));
                change.accept(content);
                replace(path, YamlText.write(content));
                return new ConfigFile(path, content);
            }
        } catch (IOException e) {
            throw Failure.of(
                    ExitCode.FAILURE,
                    "Cannot write " + path + " (" + reason(e) + ")",
                    "Check the directory's permissions, or name another file with --config.");
        }
    }

    /** Fields of one profile, created when missing, for use inside {@link #update}. */
    public static ObjectNode profileFields(ObjectNode content, String name) {
        var profiles = (ObjectNode) content.path("profiles");
        if (profiles.path(name) instanceof ObjectNode existing) {
            return existing;
        }
        return profiles.putObject(name).put("api_url", Profile.DEFAULT_URL);
    }

    private static void createDirectory(Path path) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        if (directory != null && !Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static void replace(Path path, String text) throws IOException {
        Path directory = path.toAbsolutePath().getParent();
        Path written =
                Files.createTempFile(directory, ".config", ".yaml", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            Files.writeString(written, text);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof FileSystemException detailed && detailed.getReason() != null) {
            return detailed.getReason();
        }
        return e.getClass().getSimpleName();
    }
}
