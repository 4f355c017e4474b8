package io.attune.server.pack;

import io.attune.model.id.IdentityId;
import io.attune.model.pack.Pack;
import io.attune.model.pack.PackDefinition;
import io.attune.model.pack.PackSettings;
import io.attune.model.tenant.Owner;
import io.attune.pack.read.Finding;
import io.attune.pack.read.PackContents;
import io.attune.pack.read.PackReader;
import io.attune.pack.source.PackDirectory;
import io.attune.pack.source.PackLibrary;
import io.attune.pack.yaml.Place;
import io.attune.server.http.AttuneException;
import io.attune.server.http.AttuneException.Detail;
import io.attune.server.http.ErrorCode;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.pack.PackComponentStore;
import io.attune.store.pack.PackHome;
import io.attune.store.pack.PackSource;
import io.attune.store.pack.PackStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns staged files into an installed pack (packs.md §12): read, write pack and components in one transaction, which keeps the files as a
 * version when nothing can refuse them any more, then show the new files. A crash in between leaves at most a version that nothing names,
 * which is swept, or a link that the next start puts right from the database.
 */
@Singleton
public class PackInstaller {
    private static final Logger log = LoggerFactory.getLogger(PackInstaller.class);

    /** Longer than any run may take: a run keeps the files it began with. */
    static final Duration KEEP_SUPERSEDED = Duration.ofDays(2);

    private final Transactions transactions;
    private final PackStore packs;
    private final PackComponentStore components;
    private final PackLibrary library;
    private final Clock clock;

    /** Reading which version is installed and showing it belong together: the last to do so shows the last one committed. */
    private final ReentrantLock showing = new ReentrantLock();

    @Inject
    PackInstaller(
            Transactions transactions,
            PackStore packs,
            PackComponentStore components,
            PackLibrary library,
            Clock clock) {
        this.transactions = transactions;
        this.packs = packs;
        this.components = components;
        this.library = library;
        this.clock = clock;
    }

    /**
     * Who installs, and how.
     *
     * @param tenant the owner of a pack that is no system pack
     * @param operator whether a pack may be, and stay, one of the system
     * @param by null for the platform itself
     * @param replace whether a pack of the same ref is upgraded; otherwise it is a conflict
     * @param method as in {@link PackSource}
     */
    public record Order(
            Owner tenant,
            boolean operator,
            @Nullable IdentityId by,
            boolean replace,
            String sourceType,
            String sourceUrl,
            String method) {
        /** Whether the platform brings its own packs up to date, as at every start. */
        boolean isOfPlatform() {
            return by == null && tenant.isPlatform();
        }
    }

    /**
     * @param staged the staging directory with the files; emptied or not, it is the caller's to discard
     * @param recorded called in the transaction that installs, with the pack as it is then
     * @throws AttuneException 400 if pack.yaml is missing or wrong, 403 if the pack is the system's and the order not an operator's, 409 if
     *     the ref is taken
     */
    public PackInstallation install(Path staged, Order order, BiConsumer<Tx, Pack> recorded) throws IOException {
        Path root = PackDirectory.packRoot(staged);
        var reading = PackReader.read(root, order.operator());
        PackContents contents = reading.contents();
        if (contents == null) {
            throw refused(reading.findings());
        }
        String ref = contents.pack().ref();
        String checksum = PackLibrary.checksum(root);
        var unchanged = transactions.engine(tx -> packs.findOfAnybody(tx, ref)
                .filter(pack -> order.isOfPlatform() && pack.owner().isPlatform() && checksum.equals(pack.checksum())));
        if (unchanged.isPresent() && library.has(ref, checksum)) {
            show(ref);
            return new PackInstallation(unchanged.get(), false, reading.findings());
        }
        var installation = transactions.engine(tx -> {
            var written = write(tx, contents, checksum, order);
            recorded.accept(tx, written.pack());
            keep(ref, checksum, root);
            List<Finding> findings = new ArrayList<>(reading.findings());
            findings.addAll(written.findings());
            return new PackInstallation(written.pack(), true, findings);
        });
        show(ref);
        return installation;
    }

    /**
     * Keeps files in the transaction that names them, as its last act: what is refused leaves nothing on the disk. It is one renaming, nothing
     * slow.
     */
    public void keep(String ref, String checksum, Path files) {
        try {
            library.keep(ref, checksum, files);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the files of pack " + ref, e);
        }
    }

    private PackInstallation write(Tx tx, PackContents contents, String checksum, Order order) {
        PackDefinition definition = contents.pack();
        var found = packs.findOfAnybody(tx, definition.ref());
        found.ifPresent(pack -> checkMayReplace(pack, order));
        if (definition.system() && !order.operator()) {
            throw AttuneException.forbidden(
                    "pack.yaml says 'system: true': only operators install system packs; remove the line");
        }
        Owner owner = found.map(Pack::owner).orElse(definition.system() ? new Owner.Platform() : order.tenant());
        var id = found.map(Pack::id)
                .or(() -> packs.insert(tx, owner, definition.ref(), settings(definition, null), order.by()))
                .orElseThrow(() -> taken(definition.ref()));
        var before = packs.lock(tx, id).orElseThrow(() -> taken(definition.ref()));
        PackSettings kept = found.isPresent() ? before.settings() : null;
        var source = new PackSource(order.sourceType(), order.sourceUrl(), order.method(), checksum, clock.instant());
        packs.install(tx, before, settings(definition, kept), source, order.by());
        List<Finding> findings = new ArrayList<>(missingDependencies(tx, definition));
        findings.addAll(
                new ComponentWriting(tx, components, new PackHome(id, definition.ref(), owner)).write(contents));
        return new PackInstallation(packs.lock(tx, id).orElseThrow(), true, findings);
    }

    private static void checkMayReplace(Pack pack, Order order) {
        boolean ownedByOther = !pack.owner().isPlatform() && !pack.owner().equals(order.tenant());
        if (ownedByOther || !order.replace()) {
            throw taken(pack.ref());
        }
        if (pack.owner().isPlatform() && !order.operator()) {
            throw AttuneException.forbidden("Pack '" + pack.ref() + "' is a system pack: only operators change it");
        }
    }

    /** @param installed of the pack before; its configuration is kept (packs.md §12.1) */
    private static PackSettings settings(PackDefinition definition, @Nullable PackSettings installed) {
        return new PackSettings(
                definition.label(),
                definition.description(),
                definition.version(),
                definition.confSchema(),
                installed == null ? definition.config() : installed.config(),
                definition.meta(),
                definition.tags(),
                definition.runtimeDeps(),
                definition.dependencies());
    }

    private List<Finding> missingDependencies(Tx tx, PackDefinition definition) {
        List<Finding> findings = new ArrayList<>();
        for (String dependency : definition.dependencies()) {
            String ref = dependency.split("@", 2)[0];
            if (packs.findOfAnybody(tx, ref).isEmpty()) {
                findings.add(new Finding(
                        Finding.Effect.NOTED,
                        "pack.yaml",
                        Place.START,
                        "dependencies",
                        "the pack '" + ref + "' is not installed",
                        "install it; what refers to it does not work before"));
            }
        }
        return findings;
    }

    /** Shows the files that the database names, or none if it names none. */
    public void show(String ref) throws IOException {
        showing.lock();
        try {
            Optional<String> checksum = checksum(ref);
            if (checksum.isPresent()) {
                library.activate(ref, checksum.get());
            } else {
                library.deactivate(ref);
            }
        } finally {
            showing.unlock();
        }
        sweep(ref);
    }

    /** Removes the versions of a pack that nobody needs; what cannot be removed stays for the next time. */
    void sweep(String ref) {
        showing.lock();
        try {
            library.sweep(ref, checksum(ref).orElse(null), clock.instant().minus(KEEP_SUPERSEDED));
        } catch (IOException | RuntimeException e) {
            log.atWarn().addKeyValue("pack", ref).setCause(e).log("old files of a pack were not removed");
        } finally {
            showing.unlock();
        }
    }

    private Optional<String> checksum(String ref) {
        return transactions.engine(tx -> packs.findOfAnybody(tx, ref).map(Pack::checksum));
    }

    private static AttuneException taken(String ref) {
        return AttuneException.conflict("Pack '" + ref + "' already exists; use force to replace it if it is yours");
    }

    private static AttuneException refused(List<Finding> findings) {
        var details = findings.stream()
                .map(finding -> new Detail(finding.where(), finding.advice()))
                .toList();
        String first = findings.isEmpty()
                ? "the pack cannot be read"
                : findings.getFirst().toString();
        return new AttuneException(ErrorCode.BAD_REQUEST, "The pack cannot be installed: " + first, details);
    }
}
