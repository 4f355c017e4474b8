package io.attune.cli.workflow;

import io.attune.engine.workflow.graph.Problem;
import io.attune.engine.workflow.graph.WorkflowReader;
import io.attune.model.Ref;
import io.attune.model.pack.WorkflowDefinition;
import io.attune.model.schema.FlatSchema;
import io.attune.pack.read.Component;
import io.attune.pack.read.Finding;
import io.attune.pack.read.PackContents;
import io.attune.pack.read.PackReader;
import io.attune.pack.read.PackReading;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is wrong with workflow files that lie here: found by the readers that the server uses, without asking it (workflows.md §4.1). */
record WorkflowFindings(int files, List<WorkflowFindings.Entry> entries) {
    private static final String WORKFLOWS = "(actions/)?workflows/.*";
    private static final int HIGHEST = 3;

    /** @param error whether a run could fail of it; otherwise it may just not be meant */
    record Entry(boolean error, Finding finding) {}

    /** The workflows of the pack in a directory; nothing when it holds none. */
    static Optional<WorkflowFindings> ofPack(Path directory) {
        return Files.isRegularFile(directory.resolve("pack.yaml"))
                ? Optional.of(of(PackReader.read(directory, false), file -> file.matches(WORKFLOWS)))
                : Optional.empty();
    }

    /** One file: as its pack sees it when it is in one. */
    static WorkflowFindings ofFile(Path file) {
        Path absolute = file.toAbsolutePath().normalize();
        Path root = absolute.getParent();
        for (int i = 0; i < HIGHEST && root != null; i++, root = root.getParent()) {
            String inside = root.relativize(absolute).toString().replace('\\', '/');
            if (Files.isRegularFile(root.resolve("pack.yaml")) && inside.matches(WORKFLOWS)) {
                return of(PackReader.read(root, false), inside::equals);
            }
        }
        return alone(absolute);
    }

    private static WorkflowFindings alone(Path file) {
        List<Finding> unusable = new ArrayList<>();
        List<Component<WorkflowDefinition>> workflow =
                PackReader.readWorkflow(file, unusable).stream().toList();
        return of(unusable, workflow, _ -> true, 1);
    }

    private static WorkflowFindings of(PackReading reading, Predicate<String> wanted) {
        List<Finding> unusable = reading.findings().stream()
                .filter(finding ->
                        wanted.test(finding.file()) || finding.isOfMissingWorkflow() || reading.contents() == null)
                .toList();
        PackContents contents = reading.contents();
        if (contents == null) {
            return of(unusable, List.of(), _ -> true, 0);
        }
        var workflows = contents.workflows().stream()
                .filter(workflow -> wanted.test(workflow.file()))
                .toList();
        Set<String> files = new HashSet<>();
        workflows.forEach(workflow -> files.add(workflow.file()));
        unusable.forEach(finding -> files.add(finding.file()));
        return of(unusable, workflows, known(contents), files.size());
    }

    /** Of other packs nothing is known here. */
    private static Predicate<String> known(PackContents contents) {
        String pack = contents.pack().ref();
        Set<String> own = new HashSet<>(contents.skippedRefs());
        contents.actions().forEach(action -> own.add(action.ref()));
        return ref -> own.contains(ref) || !Ref.packOf(ref).equals(pack);
    }

    private static WorkflowFindings of(
            List<Finding> unusable,
            List<Component<WorkflowDefinition>> workflows,
            Predicate<String> actions,
            int files) {
        var entries = Stream.concat(
                        unusable.stream()
                                .map(finding -> new Entry(
                                        finding.effect() != Finding.Effect.NOTED || finding.isOfMissingWorkflow(),
                                        finding)),
                        workflows.stream().flatMap(workflow -> graph(workflow, actions)))
                .sorted(Comparator.comparing((Entry entry) -> entry.finding().file())
                        .thenComparingInt(entry -> entry.finding().place().line())
                        .thenComparingInt(entry -> entry.finding().place().column()))
                .toList();
        return new WorkflowFindings(files, entries);
    }

    private static Stream<Entry> graph(Component<WorkflowDefinition> workflow, Predicate<String> actions) {
        WorkflowDefinition definition = workflow.definition();
        return WorkflowReader.check(definition.definition(), FlatSchema.of(definition.paramSchema()), actions)
                .problems()
                .stream()
                .map(problem -> new Entry(
                        problem.severity() != Problem.Severity.ADVICE,
                        workflow.finding(Finding.Effect.NOTED, problem.path(), problem.sentence(), problem.hint())));
    }

    boolean haveErrors() {
        return entries.stream().anyMatch(Entry::error);
    }
}
