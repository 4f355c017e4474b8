package io.attune.server.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.attune.model.catalog.Component;
import io.attune.model.catalog.SemanticVersion;
import io.attune.model.catalog.Workflow;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.Pack;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.pack.read.Finding;
import io.attune.pack.read.PackContents;
import io.attune.pack.read.PackReader;
import io.attune.pack.source.PackDirectory;
import io.attune.pack.source.PackLibrary;
import io.attune.pack.source.PackSourceException;
import io.attune.pack.source.SourceLimits;
import io.attune.pack.yaml.YamlWriter;
import io.attune.server.auth.Caller;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Delegation;
import io.attune.server.component.TaskPermissions;
import io.attune.server.http.AttuneException;
import io.attune.server.http.AttuneException.Detail;
import io.attune.server.pack.PackInstaller;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.pack.PackComponentStore;
import io.attune.store.pack.PackHome;
import io.attune.store.pack.PackStore;
import io.attune.store.workflow.WorkflowStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes workflows into the files of packs (api-catalog.md §3). The files of a pack never change in place: as an installation does, each
 * save keeps a new version of them, names it in the transaction that changes the rows, and then shows it.
 */
@Singleton
public class WorkflowFiles {
    private static final String ACTIONS = "actions/";

    private final Transactions transactions;
    private final PackStore packs;
    private final PackComponentStore components;
    private final WorkflowStore workflows;
    private final PackLibrary library;
    private final PackInstaller installer;
    private final Delegation delegation;
    private final DefinitionLog log;

    @Inject
    WorkflowFiles(
            Transactions transactions,
            PackStore packs,
            PackComponentStore components,
            WorkflowStore workflows,
            PackLibrary library,
            PackInstaller installer,
            Delegation delegation,
            DefinitionLog log) {
        this.transactions = transactions;
        this.packs = packs;
        this.components = components;
        this.workflows = workflows;
        this.library = library;
        this.installer = installer;
        this.delegation = delegation;
        this.log = log;
    }

    /** The two components that the files of a workflow make. */
    private record Written(WorkflowDefinition workflow, ActionDefinition action) {}

    /** @throws AttuneException 404, 409 or 422, as for the creation of a workflow without a file */
    Workflow create(Caller by, String packRef, SaveWorkflowFile body) throws IOException {
        var request = body.check(packRef);
        String ref = packRef + "." + request.checkedName();
        Pack pack = transactions.tenant(by.scope(), tx -> {
            Pack found = forWriting(packRef, packs.find(tx, by.scope(), packRef));
            WorkflowResource.ACCESS.forCreation(by, packRef, ref, null);
            if (workflows.find(tx, by.scope(), ref).isPresent()) {
                throw WorkflowResource.ACCESS.taken(ref);
            }
            return found;
        });
        return save(by, pack, ref, request, "created");
    }

    /** A workflow without a file gets one. */
    Workflow update(Caller by, String ref, SaveWorkflowFile body) throws IOException {
        Pack pack = transactions.tenant(by.scope(), tx -> {
            Component component = WorkflowResource.ACCESS
                    .forChange(by, "update", ref, workflows.find(tx, by.scope(), ref), Workflow::component)
                    .component();
            String packRef = Objects.requireNonNull(component.packRef(), "a workflow has a pack");
            return forWriting(packRef, packs.find(tx, by.scope(), packRef));
        });
        var request = body.check(pack.ref());
        if (!ref.equals(pack.ref() + "." + request.checkedName())) {
            throw AttuneException.invalid(
                    "name", "must be '" + ref.substring(pack.ref().length() + 1) + "': a workflow keeps its ref");
        }
        return save(by, pack, ref, request, "updated");
    }

    /** What ships with the platform, or was installed by operators for all, has its files from there. */
    private static Pack forWriting(String ref, Optional<Pack> found) {
        Pack pack = found.orElseThrow(() -> AttuneException.notFound("Pack", ref));
        if (pack.owner().isPlatform()) {
            throw AttuneException.forbidden(
                    "Pack '" + ref + "' is a system pack: its files are changed by installing it");
        }
        return pack;
    }

    private Workflow save(Caller by, Pack pack, String ref, SaveWorkflowFile request, String change)
            throws IOException {
        Path staged = library.stage();
        try {
            copyFiles(pack, staged);
            Written written = write(staged, ref, request);
            String checksum = PackLibrary.checksum(staged);
            Workflow saved = transactions.engine(tx -> {
                Workflow put = put(tx, by, pack, checksum, written, request, change);
                installer.keep(pack.ref(), checksum, staged);
                return put;
            });
            installer.show(pack.ref());
            return saved;
        } catch (PackSourceException e) {
            throw AttuneException.badRequest("The files of the pack cannot be changed: " + e.getMessage());
        } finally {
            library.discard(staged);
        }
    }

    private void copyFiles(Pack pack, Path staged) throws IOException, PackSourceException {
        String checksum = pack.checksum();
        if (checksum == null) {
            Files.writeString(staged.resolve("pack.yaml"), YamlWriter.write(packFile(pack)));
            return;
        }
        Path files = library.find(pack.ref(), checksum)
                .orElseThrow(() -> AttuneException.conflict(
                        "The files of pack '" + pack.ref() + "' are not on this server; install it again"));
        PackDirectory.copy(files, staged, SourceLimits.DEFAULT);
    }

    /** For a pack that was made through the API and gets its first file. */
    private static ObjectNode packFile(Pack pack) {
        var settings = pack.settings();
        ObjectNode file = JsonNodeFactory.instance
                .objectNode()
                .put("ref", pack.ref())
                .put("label", settings.label())
                .put("version", version(settings.version()));
        if (settings.description() != null) {
            file.put("description", settings.description());
        }
        if (!settings.confSchema().isEmpty()) {
            file.set("conf_schema", settings.confSchema());
        }
        return file;
    }

    /** The API takes any text for the version of a pack, a file only versions. */
    private static String version(String text) {
        return SemanticVersion.parse(text)
                .or(() -> SemanticVersion.parseLenient(text))
                .map(SemanticVersion::toString)
                .orElse("0.0.0");
    }

    /** Writes both files, where they were or where new ones belong, and reads the pack as it then is. */
    private static Written write(Path staged, String ref, SaveWorkflowFile request) throws IOException {
        var before = Optional.ofNullable(PackReader.read(staged, false).contents());
        var graph = before.flatMap(contents -> contents.workflows().stream()
                .filter(workflow -> workflow.ref().equals(ref))
                .findFirst());
        var action = before.flatMap(contents -> contents.actions().stream()
                .filter(each -> each.ref().equals(ref))
                .findFirst());
        boolean standsAlone = graph.isPresent()
                && action.isPresent()
                && graph.get().file().equals(action.get().file());
        if (standsAlone) {
            Files.delete(staged.resolve(graph.get().file()));
        }
        String graphFile = standsAlone || graph.isEmpty()
                ? ACTIONS + "workflows/" + request.checkedName() + ".workflow.yaml"
                : graph.get().file();
        String actionFile = standsAlone || action.isEmpty()
                ? ACTIONS + request.checkedName() + ".yaml"
                : action.get().file();
        ObjectNode held =
                !standsAlone && action.isPresent() && action.get().source().json() instanceof ObjectNode fields
                        ? fields
                        : JsonNodeFactory.instance.objectNode();
        put(staged.resolve(graphFile), request.graphFile());
        put(staged.resolve(actionFile), request.actionFile(held, ref, graphFile.substring(ACTIONS.length())));
        return read(staged, ref, Set.of(graphFile, actionFile));
    }

    private static void put(Path file, ObjectNode content) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent(), "a file of a pack is in a directory"));
        Files.writeString(file, YamlWriter.write(content));
    }

    private static Written read(Path staged, String ref, Set<String> files) {
        var reading = PackReader.read(staged, false);
        PackContents contents = reading.contents();
        if (contents != null) {
            var workflow = contents.workflows().stream()
                    .filter(found -> found.ref().equals(ref))
                    .findFirst();
            var action = contents.actions().stream()
                    .filter(found -> found.ref().equals(ref))
                    .findFirst();
            if (workflow.isPresent() && action.isPresent()) {
                return new Written(workflow.get().definition(), action.get().definition());
            }
        }
        throw AttuneException.invalid(reading.findings().stream()
                .filter(finding -> contents == null || files.contains(finding.file()))
                .filter(finding -> finding.effect() != Finding.Effect.NOTED)
                .map(finding -> new Detail(finding.where(), finding.advice()))
                .toList());
    }

    private Workflow put(
            Tx tx, Caller by, Pack pack, String checksum, Written written, SaveWorkflowFile request, String change) {
        Pack now = packs.lock(tx, pack.id()).orElseThrow(() -> AttuneException.notFound("Pack", pack.ref()));
        if (!Objects.equals(now.checksum(), pack.checksum())) {
            throw AttuneException.conflict(
                    "The files of pack '" + pack.ref() + "' were changed at the same moment; send this again");
        }
        Set<String> handedOn = new TreeSet<>(TaskPermissions.named(request.graph()));
        handedOn.addAll(written.action().permissionSetRefs());
        delegation.require(tx, by, handedOn);
        String ref = written.workflow().ref();
        var home = new PackHome(pack.id(), pack.ref(), pack.owner());
        components.adoptWorkflow(tx, home, ref);
        put(tx, home, written.workflow(), written.action());
        packs.setChecksum(tx, pack.id(), checksum);
        Workflow saved = workflows.find(tx, by.scope(), ref).orElseThrow();
        log.changed(tx, by, "workflow", saved.component(), change);
        return saved;
    }

    private void put(Tx tx, PackHome home, WorkflowDefinition workflow, ActionDefinition action) {
        long id = components.put(tx, home, workflow).orElseThrow(() -> WorkflowResource.ACCESS.taken(workflow.ref()));
        if (!components.put(tx, home, action, null, id)) {
            throw AttuneException.conflict("Action '" + action.ref() + "' already exists");
        }
    }
}
