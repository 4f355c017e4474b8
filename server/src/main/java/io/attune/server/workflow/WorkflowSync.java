package io.attune.server.workflow;

import io.attune.engine.permission.Target;
import io.attune.engine.workflow.graph.Problem.Severity;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.catalog.Workflow;
import io.attune.model.pack.ActionDefinition;
import io.attune.model.pack.Pack;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.model.schema.FlatSchema;
import io.attune.pack.read.Component;
import io.attune.pack.read.Finding;
import io.attune.pack.read.PackContents;
import io.attune.pack.read.PackReader;
import io.attune.pack.read.PackReading;
import io.attune.pack.source.PackLibrary;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.server.component.DefinitionLog;
import io.attune.server.component.Delegation;
import io.attune.server.component.TaskPermissions;
import io.attune.server.http.AttuneException;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.pack.PackComponentStore;
import io.attune.store.pack.PackHome;
import io.attune.store.pack.PackStore;
import io.attune.store.workflow.WorkflowStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Checks the workflow files of an installed pack, and takes their workflows over as the files say them (api-catalog.md §1). */
@Singleton
class WorkflowSync {
    private final Transactions transactions;
    private final PackStore packs;
    private final PackComponentStore components;
    private final WorkflowStore workflows;
    private final PackLibrary library;
    private final Delegation delegation;
    private final DefinitionLog log;
    private final Audit audit;

    @Inject
    WorkflowSync(
            Transactions transactions,
            PackStore packs,
            PackComponentStore components,
            WorkflowStore workflows,
            PackLibrary library,
            Delegation delegation,
            DefinitionLog log,
            Audit audit) {
        this.transactions = transactions;
        this.packs = packs;
        this.components = components;
        this.workflows = workflows;
        this.library = library;
        this.delegation = delegation;
        this.log = log;
        this.audit = audit;
    }

    /**
     * What was taken over.
     *
     * @param loadedCount how many workflows the files define
     * @param registeredCount how many of them are now in the catalogue as the files say
     * @param errors what kept files from being read, or workflows from being registered
     */
    @Schema(name = "WorkflowSync")
    record Synchronised(
            String packRef, int loadedCount, int registeredCount, List<Registered> workflows, List<String> errors) {}

    /** @param warnings what will fail when it comes to it */
    @Schema(name = "SynchronisedWorkflow")
    record Registered(String refName, boolean created, long workflowDefId, List<String> warnings) {}

    /**
     * What was found.
     *
     * @param validatedCount how many workflow files there are
     * @param errorCount how many of them are wrong
     * @param errors by ref of the workflow
     */
    @Schema(name = "WorkflowValidation")
    record Validated(String packRef, int validatedCount, int errorCount, Map<String, List<String>> errors) {}

    Synchronised synchronise(Caller by, String packRef) {
        Pack pack = transactions.tenant(by.scope(), tx -> find(tx, by, packRef));
        if (pack.owner().isPlatform() && !by.operator()) {
            throw AttuneException.forbidden("Pack '" + packRef + "' is a system pack: only operators change it");
        }
        Optional<PackReading> reading = read(pack);
        return transactions.engine(tx -> {
            Pack now = packs.lock(tx, pack.id()).orElseThrow(() -> AttuneException.notFound("Pack", packRef));
            audit.record(
                    tx,
                    by,
                    "pack.workflows_synchronized",
                    new Audit.Subject("pack", now.id().value(), now.ref()));
            return new Putting(tx, by, now).put(reading);
        });
    }

    Validated validate(Caller by, String packRef) {
        Pack pack = transactions.tenant(by.scope(), tx -> find(tx, by, packRef));
        Optional<PackReading> reading = read(pack);
        Map<String, List<String>> errors = new TreeMap<>();
        unreadable(reading)
                .forEach(finding -> errors.computeIfAbsent(ref(pack, finding.file()), _ -> new ArrayList<>())
                        .add(finding.toString()));
        List<Component<WorkflowDefinition>> found = workflows(reading);
        int wrongFiles = errors.size();
        transactions.engineTask(tx -> {
            Predicate<String> actions = known(tx, pack, reading);
            found.forEach(workflow -> {
                List<String> wrong = problems(workflow, actions, severity -> severity != Severity.ADVICE);
                if (!wrong.isEmpty()) {
                    errors.put(workflow.ref(), wrong);
                }
            });
        });
        return new Validated(packRef, found.size() + wrongFiles, errors.size(), errors);
    }

    private Pack find(Tx tx, Caller by, String ref) {
        return packs.find(tx, by.scope(), ref).orElseThrow(() -> AttuneException.notFound("Pack", ref));
    }

    /** Nothing for a pack without files. */
    private Optional<PackReading> read(Pack pack) {
        String checksum = pack.checksum();
        if (checksum == null) {
            return Optional.empty();
        }
        var files = library.find(pack.ref(), checksum)
                .orElseThrow(() -> AttuneException.conflict(
                        "The files of pack '" + pack.ref() + "' are not on this server; install it again"));
        return Optional.of(PackReader.read(files, pack.owner().isPlatform()));
    }

    private static List<Component<WorkflowDefinition>> workflows(Optional<PackReading> reading) {
        return reading.map(PackReading::contents).map(PackContents::workflows).orElse(List.of());
    }

    /** What is wrong with workflow files that cannot be used at all. */
    private static List<Finding> unreadable(Optional<PackReading> reading) {
        return reading.map(PackReading::findings).orElse(List.of()).stream()
                .filter(finding -> finding.isOfMissingWorkflow() || isOfUnusableWorkflow(finding))
                .toList();
    }

    private static boolean isOfUnusableWorkflow(Finding finding) {
        return finding.effect() != Finding.Effect.NOTED && finding.file().matches("(actions/)?workflows/.*");
    }

    private static String ref(Pack pack, String file) {
        return pack.ref() + "." + file.substring(file.lastIndexOf('/') + 1).replaceFirst("(\\.workflow)?\\.ya?ml$", "");
    }

    /** Actions that are there, or come with the same files. */
    private Predicate<String> known(Tx tx, Pack pack, Optional<PackReading> reading) {
        var home = new PackHome(pack.id(), pack.ref(), pack.owner());
        Set<String> own = reading.map(PackReading::contents).map(PackContents::actions).orElse(List.of()).stream()
                .map(Component::ref)
                .collect(Collectors.toSet());
        Map<String, Boolean> others = new HashMap<>();
        return ref -> own.contains(ref)
                || others.computeIfAbsent(
                        ref, unknown -> components.findAction(tx, home, unknown).isPresent());
    }

    private static List<String> problems(
            Component<WorkflowDefinition> workflow, Predicate<String> actions, Predicate<Severity> wanted) {
        WorkflowDefinition definition = workflow.definition();
        return WorkflowReader.check(definition.definition(), FlatSchema.of(definition.paramSchema()), actions)
                .problems()
                .stream()
                .filter(problem -> wanted.test(problem.severity()))
                .map(problem -> workflow.finding(
                                Finding.Effect.NOTED, problem.path(), problem.sentence(), problem.hint())
                        .toString())
                .toList();
    }

    /** Takes the workflows of one pack over, in one transaction. */
    private final class Putting {
        private final Tx tx;
        private final Caller by;
        private final Pack pack;
        private final PackHome home;
        private final List<Registered> registered = new ArrayList<>();
        private final List<String> errors = new ArrayList<>();

        Putting(Tx tx, Caller by, Pack pack) {
            this.tx = tx;
            this.by = by;
            this.pack = pack;
            this.home = new PackHome(pack.id(), pack.ref(), pack.owner());
        }

        Synchronised put(Optional<PackReading> reading) {
            unreadable(reading).forEach(finding -> errors.add(finding.toString()));
            Map<String, Component<ActionDefinition>> actions =
                    reading.map(PackReading::contents).map(PackContents::actions).orElse(List.of()).stream()
                            .collect(Collectors.toMap(Component::ref, action -> action));
            Predicate<String> known = known(tx, pack, reading);
            List<Component<WorkflowDefinition>> found = workflows(reading);
            for (Component<WorkflowDefinition> workflow : found) {
                Component<ActionDefinition> action = actions.get(workflow.ref());
                if (action != null) {
                    put(workflow, action.definition(), known);
                }
            }
            return new Synchronised(pack.ref(), found.size(), registered.size(), registered, errors);
        }

        private void put(Component<WorkflowDefinition> workflow, ActionDefinition action, Predicate<String> known) {
            String ref = workflow.ref();
            Optional<Workflow> before = workflows.find(tx, by.scope(), ref);
            requireMayChange(ref, before);
            Set<String> handedOn = Stream.concat(
                            TaskPermissions.named(workflow.definition().definition()).stream(),
                            action.permissionSetRefs().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!pack.owner().isPlatform()) {
                delegation.require(tx, by, handedOn);
            }
            Optional<Long> id = components.put(tx, home, workflow.definition());
            if (id.isEmpty() || !components.put(tx, home, action, null, id.get())) {
                errors.add(workflow.finding(
                                Finding.Effect.SKIPPED,
                                List.of("ref"),
                                "'" + ref + "' is not the files' to change: it was made through the API",
                                "save it with PUT /api/v1/workflows/" + ref + "/file, or delete it first")
                        .toString());
                return;
            }
            registered.add(new Registered(ref, before.isEmpty(), id.get(), problems(workflow, known, _ -> true)));
            log.changed(
                    tx,
                    by,
                    "workflow",
                    workflows.find(tx, by.scope(), ref).orElseThrow().component(),
                    "synchronized");
        }

        private void requireMayChange(String ref, Optional<Workflow> before) {
            if (before.isPresent()) {
                var _ = WorkflowResource.ACCESS.forChange(by, "update", ref, before, Workflow::component);
            } else if (!by.grants().allow("actions", "update", new Target(pack.ref(), ref, null, null, List.of()))) {
                throw AttuneException.forbidden("Insufficient permissions: actions:update");
            }
        }
    }
}
