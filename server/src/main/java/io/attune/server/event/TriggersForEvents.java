package io.attune.server.event;

import io.attune.model.id.TriggerId;
import io.attune.server.catalog.Catalog;
import io.attune.server.catalog.CatalogSnapshot;
import io.attune.server.http.AttuneException;
import io.attune.store.catalog.CatalogTrigger;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** The triggers of the catalog for those who make events of them. Looks at the database when one is not known here yet. */
@Singleton
public final class TriggersForEvents {
    private final Catalog catalog;

    @Inject
    TriggersForEvents(Catalog catalog) {
        this.catalog = catalog;
    }

    public Optional<CatalogTrigger> find(String ref) {
        return find(snapshot -> snapshot.findTrigger(ref));
    }

    /** @throws AttuneException 404 if it is gone, or its tenant is suspended */
    public CatalogTrigger get(TriggerId id, String ref) {
        return find(snapshot -> snapshot.findTrigger(id)).orElseThrow(() -> AttuneException.notFound("Trigger", ref));
    }

    private Optional<CatalogTrigger> find(Function<CatalogSnapshot, Optional<CatalogTrigger>> look) {
        return look.apply(catalog.current()).or(() -> look.apply(catalog.refresh()));
    }
}
