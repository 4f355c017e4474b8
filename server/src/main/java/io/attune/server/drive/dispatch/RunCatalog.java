package io.attune.server.drive.dispatch;

import io.attune.model.id.PackId;
import io.attune.model.id.RuntimeId;
import io.attune.server.catalog.CompiledAction;
import io.attune.store.catalog.CatalogPack;
import io.attune.store.catalog.CatalogRuntime;
import java.util.Optional;

/** What starting a run needs to know of the catalog. A test gives its own. */
public interface RunCatalog {
    Optional<CompiledAction> findAction(String ref);

    Optional<CatalogRuntime> findRuntime(RuntimeId runtime);

    Optional<CatalogPack> findPack(PackId pack);
}
