package io.attune.pack.read;

import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.ComponentDefinition;
import io.attune.model.pack.PackDefinition;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.pack.yaml.Place;
import io.attune.pack.yaml.YamlException;
import io.attune.pack.yaml.YamlNode;
import io.attune.pack.yaml.YamlReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads one directory of a pack. A wrong {@code pack.yaml} refuses the pack; a wrong file of a component leaves out that component (packs.md
 * §3). All findings come together. Used once per directory.
 */
public final class PackReader {
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final String WORKFLOW_FILES = ActionFile.DIRECTORY + "/workflows";

    private final Path root;
    private final boolean shipped;
    private final List<Finding> findings = new ArrayList<>();
    private final Set<String> skipped = new HashSet<>();

    private PackReader(Path root, boolean shipped) {
        this.root = root;
        this.shipped = shipped;
    }

    /**
     * @param shipped whether the directory comes with the platform: only then a pack may use what is reserved to system packs
     * @throws UncheckedIOException if the directory cannot be read
     */
    public static PackReading read(Path directory, boolean shipped) {
        var reader = new PackReader(directory, shipped);
        var contents = reader.contents();
        reader.findings.sort(Comparator.comparing(Finding::file)
                .thenComparingInt(finding -> finding.place().line())
                .thenComparingInt(finding -> finding.place().column()));
        return new PackReading(contents.orElse(null), reader.findings);
    }

    /**
     * Reads one workflow file, which need not be in a pack.
     *
     * @param found takes what is wrong with it
     * @return nothing when it cannot be used
     */
    public static Optional<Component<WorkflowDefinition>> readWorkflow(Path file, List<Finding> found) {
        Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file is in a directory");
        var reader = new PackReader(directory, false);
        var read = reader.workflow(new PackScope("local", directory, false), String.valueOf(file.getFileName()), null);
        found.addAll(reader.findings);
        return read;
    }

    @FunctionalInterface
    private interface ComponentFile<T extends ComponentDefinition> {
        Optional<T> read(Fields fields, PackScope pack, FileFindings findings);
    }

    private Optional<PackContents> contents() {
        var packFindings = new FileFindings(PackFile.NAME, Finding.Effect.REFUSED, findings);
        if (!Files.isRegularFile(root.resolve(PackFile.NAME), LinkOption.NOFOLLOW_LINKS)) {
            packFindings.error(
                    Place.START,
                    null,
                    "the directory has no pack.yaml",
                    "every pack needs one, with 'ref' and 'version'");
            return Optional.empty();
        }
        Optional<PackDefinition> pack = mapping(PackFile.NAME, packFindings)
                .flatMap(map -> PackFile.read(new Fields(map, "", packFindings), packFindings));
        return pack.map(this::components);
    }

    private PackContents components(PackDefinition pack) {
        var scope = new PackScope(pack.ref(), root, shipped && pack.system());
        var permissionSets = all("permission_sets", scope, PermissionSetFile::read);
        var runtimes = all("runtimes", scope, RuntimeFile::read);
        var triggers = all("triggers", scope, TriggerFile::read);
        var actions = all(ActionFile.DIRECTORY, scope, ActionFile::read);
        var workflows = workflows(scope, actions);
        return new PackContents(
                pack,
                permissionSets,
                runtimes,
                triggers,
                workflows,
                withStandaloneActions(actions, workflows),
                all("queues", scope, QueueFile::read),
                all("rules", scope, RuleFile::read),
                all("sensors", scope, SensorFile::read),
                all(PolicyFile.DIRECTORY, scope, PolicyFile::read),
                Set.copyOf(skipped));
    }

    private <T extends ComponentDefinition> List<Component<T>> all(
            String directory, PackScope scope, ComponentFile<T> kind) {
        Map<String, Component<T>> byRef = new HashMap<>();
        List<Component<T>> components = new ArrayList<>();
        for (String file : filesIn(directory)) {
            var fileFindings = new FileFindings(file, Finding.Effect.SKIPPED, findings);
            Optional<YamlNode.Mapping> map = mapping(file, fileFindings);
            Optional<T> read =
                    map.flatMap(found -> kind.read(new Fields(found, "", fileFindings), scope, fileFindings));
            if (map.isEmpty() || read.isEmpty()) {
                skipped.add(map.map(found -> found.get("ref"))
                        .map(ref -> scope.qualified(ref.json().asText()))
                        .orElseGet(() -> scope.qualified(stem(file))));
                continue;
            }
            var component = new Component<>(read.get(), file, map.get());
            var first = byRef.putIfAbsent(component.ref(), component);
            if (first == null) {
                components.add(component);
            } else {
                fileFindings.error(
                        component.place(),
                        "ref",
                        "'" + component.ref() + "' is defined in " + first.file() + " already",
                        null);
            }
        }
        return components;
    }

    private List<Component<WorkflowDefinition>> workflows(PackScope scope, List<Component<ActionDefinition>> actions) {
        Map<String, Component<WorkflowDefinition>> byRef = new HashMap<>();
        Set<String> linked = new HashSet<>();
        for (var action : actions) {
            if (action.definition().workflowRef() != null) {
                String file = ActionFile.DIRECTORY + "/" + action.definition().entrypoint();
                linked.add(file);
                workflow(scope, file, action).ifPresent(found -> byRef.put(found.ref(), found));
            }
        }
        for (String directory : List.of(WORKFLOW_FILES, "workflows")) {
            for (String file : filesIn(directory)) {
                if (!linked.contains(file)) {
                    workflow(scope, file, null).ifPresent(found -> byRef.putIfAbsent(found.ref(), found));
                }
            }
        }
        return byRef.values().stream()
                .sorted(Comparator.comparing(Component::ref))
                .toList();
    }

    private Optional<Component<WorkflowDefinition>> workflow(
            PackScope scope, String file, @Nullable Component<ActionDefinition> action) {
        var fileFindings = new FileFindings(file, Finding.Effect.SKIPPED, findings);
        if (!scope.hasFile(file)) {
            if (action != null) {
                new FileFindings(action.file(), Finding.Effect.NOTED, findings)
                        .note(
                                action.place(),
                                "workflow_file",
                                file + " does not exist in the pack",
                                "the action is loaded without a graph and cannot run");
            }
            return Optional.empty();
        }
        Optional<YamlNode.Mapping> map = mapping(file, fileFindings);
        var definition = action == null ? null : action.definition();
        Optional<WorkflowDefinition> read = map.flatMap(found ->
                WorkflowFile.read(new Fields(found, "", fileFindings), scope, definition, stem(file), fileFindings));
        if (read.isEmpty()) {
            skipped.add(definition == null ? scope.qualified(stem(file)) : definition.ref());
        }
        return map.flatMap(source -> read.map(found -> new Component<>(found, file, source)));
    }

    /** A workflow file that stands alone makes an action with its own ref, unless a file of actions/ defines that. */
    private static List<Component<ActionDefinition>> withStandaloneActions(
            List<Component<ActionDefinition>> actions, List<Component<WorkflowDefinition>> workflows) {
        List<Component<ActionDefinition>> all = new ArrayList<>(actions);
        Set<String> refs = new HashSet<>();
        actions.forEach(action -> refs.add(action.ref()));
        for (var workflow : workflows) {
            if (refs.add(workflow.ref())) {
                all.add(new Component<>(
                        ActionFile.ofWorkflow(workflow.definition(), workflow.file()),
                        workflow.file(),
                        workflow.source()));
            }
        }
        return all;
    }

    private Optional<YamlNode.Mapping> mapping(String file, FileFindings fileFindings) {
        try {
            Path path = root.resolve(file);
            if (Files.size(path) > MAX_FILE_BYTES) {
                fileFindings.error(Place.START, null, "is larger than 1 MiB", null);
                return Optional.empty();
            }
            Optional<YamlNode> document = YamlReader.read(Files.readString(path));
            if (document.isPresent() && document.get() instanceof YamlNode.Mapping mapping) {
                return Optional.of(mapping);
            }
            String found = document.map(YamlNode::kind).orElse("nothing");
            fileFindings.error(Place.START, null, "must hold a map of fields, found " + found, null);
        } catch (YamlException e) {
            fileFindings.error(e.place(), null, String.valueOf(e.getMessage()), null);
        } catch (CharacterCodingException e) {
            fileFindings.error(Place.START, null, "is not UTF-8 text", "save the file as UTF-8");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.empty();
    }

    /** YAML files directly in a directory of the pack, by name; links are not followed. */
    private List<String> filesIn(String directory) {
        Path path = root.resolve(directory);
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS))
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                    .sorted()
                    .map(name -> directory + "/" + name)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String stem(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        name = name.substring(0, name.lastIndexOf('.'));
        return name.endsWith(".workflow") ? name.substring(0, name.length() - ".workflow".length()) : name;
    }
}
