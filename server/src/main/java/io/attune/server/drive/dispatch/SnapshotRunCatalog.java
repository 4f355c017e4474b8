package io.attune.server.drive.dispatch;

import io.attune.model.id.PackId;
import io.attune.model.id.RuntimeId;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRuntime;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** The catalog snapshot of this process. What it does not know yet may be a moment old: then it is read again, once. */
@Singleton
public class SnapshotRunCatalog implements RunCatalog {
    private final Catalog catalog;

    @Inject
    SnapshotRunCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<CompiledAction> findAction(String ref) {
        return find(snapshot -> snapshot.findAction(ref));
    }

    @Override
    public Optional<CatalogRuntime> findRuntime(RuntimeId runtime) {
        return find(snapshot -> snapshot.findRuntime(runtime));
    }

    @Override
    public Optional<CatalogPack> findPack(PackId pack) {
        return find(snapshot -> snapshot.findPack(pack));
    }

    private <T> Optional<T> find(Function<CatalogSnapshot, Optional<T>> lookUp) {
        var found = lookUp.apply(catalog.current());
        return found.isPresent() ? found : lookUp.apply(catalog.refresh());
    }
}
