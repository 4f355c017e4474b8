package io.attune.server.pack;

import io.attune.model.tenant.Owner;
import io.attune.pack.read.PackReader;
import io.attune.pack.source.PackDirectory;
import io.attune.pack.source.PackLibrary;
import io.attune.pack.source.PackSourceException;
import io.attune.pack.source.SourceLimits;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.pack.PackStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the packs that come with the platform up to date at start, before anybody logs in, and puts the library of pack files right after
 * a crash. A pack whose files have not changed is left alone.
 */
@Singleton
public class ShippedPacks implements PlatformComponent {
    /** Where the distribution has its packs; set by the launcher. */
    static final String DIRECTORY = "attune.packs";

    private static final Logger log = LoggerFactory.getLogger(ShippedPacks.class);

    private final Transactions transactions;
    private final PackStore packs;
    private final PackInstaller installer;
    private final PackLibrary library;
    private final Clock clock;

    @Inject
    ShippedPacks(
            Transactions transactions, PackStore packs, PackInstaller installer, PackLibrary library, Clock clock) {
        this.transactions = transactions;
        this.packs = packs;
        this.installer = installer;
        this.library = library;
        this.clock = clock;
    }

    @Produces
    @Singleton
    static PackLibrary library(Settings settings) {
        return new PackLibrary(settings.packsDirectory());
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        try {
            library.repair(
                    transactions.engine(packs::checksums), clock.instant().minus(PackInstaller.KEEP_SUPERSEDED));
            for (Path pack : systemPacks()) {
                install(pack);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install the packs of the platform", e);
        }
    }

    private void install(Path pack) throws IOException {
        Path staged = library.stage();
        try {
            PackDirectory.copy(pack, staged, SourceLimits.DEFAULT);
            var order = new PackInstaller.Order(
                    new Owner.Platform(), true, null, true, "local_directory", "shipped", "bootstrap");
            var installation = installer.install(staged, order, (_, _) -> {});
            installation
                    .findings()
                    .forEach(finding -> log.warn(
                            "a pack of the platform has a fault pack={} finding={}",
                            installation.pack().ref(),
                            finding));
            if (installation.changed()) {
                log.info(
                        "pack installed pack={} version={}",
                        installation.pack().ref(),
                        installation.pack().settings().version());
            }
        } catch (PackSourceException e) {
            throw new IllegalStateException("the pack " + pack.getFileName() + " of the platform cannot be read", e);
        } finally {
            library.discard(staged);
        }
    }

    /** Directories of the distribution whose pack.yaml says {@code system: true}; examples are for users to install. */
    private static List<Path> systemPacks() throws IOException {
        Optional<Path> directory = directory();
        if (directory.isEmpty()) {
            throw new IllegalStateException(
                    "the packs of the platform were not found; start it by its launcher or set -D" + DIRECTORY);
        }
        try (Stream<Path> entries = Files.list(directory.get())) {
            return entries.filter(entry -> Files.isRegularFile(entry.resolve("pack.yaml")))
                    .filter(ShippedPacks::isSystemPack)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSystemPack(Path pack) {
        var contents = PackReader.read(pack, true).contents();
        return contents == null || contents.pack().system();
    }

    private static Optional<Path> directory() {
        String given = System.getProperty(DIRECTORY);
        Path directory = given == null ? Path.of("..", "packs") : Path.of(given);
        return Files.isDirectory(directory)
                ? Optional.of(directory.toAbsolutePath().normalize())
                : Optional.empty();
    }

    @Override
    public void stop() {}
}
