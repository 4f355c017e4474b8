package io.attune.store.component;

import static io.attune.store.schema.Tables.PACK;

import io.attune.model.id.PackId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.Visibility;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jooq.Record3;

/** Finds the packs that components are put into and listed by. */
@Singleton
public final class HomePackStore {
    public Optional<HomePack> find(Tx tx, TenantScope scope, String ref) {
        return all(tx, scope, List.of(ref)).stream().findFirst();
    }

    /** Those of the refs that the scope sees, by ref. */
    public List<HomePack> all(Tx tx, TenantScope scope, Collection<String> refs) {
        return tx.sql()
                .select(PACK.ID, PACK.TENANT_ID, PACK.REF)
                .from(PACK)
                .where(PACK.REF.in(refs), Visibility.visible(PACK.TENANT_ID, scope))
                .orderBy(PACK.REF)
                .fetch(HomePackStore::read);
    }

    private static HomePack read(Record3<Long, Long, String> row) {
        return new HomePack(new PackId(row.value1()), Owner.ofTenantId(row.value2()), row.value3());
    }
}
