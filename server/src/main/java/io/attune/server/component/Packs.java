package io.attune.server.component;

import io.attune.model.catalog.NewComponent;
import io.attune.model.id.IdentityId;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.store.Tx;
import io.attune.store.component.HomePack;
import io.attune.store.component.HomePackStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the packs that requests name. */
@Singleton
public class Packs {
    private final HomePackStore store;

    @Inject
    Packs(HomePackStore store) {
        this.store = store;
    }

    /** @throws AttuneException 404 if the caller sees no such pack */
    public HomePack get(Tx tx, Caller caller, String ref) {
        return store.find(tx, caller.scope(), ref).orElseThrow(() -> AttuneException.notFound("Pack", ref));
    }

    /** @throws AttuneException 404 for the first that the caller does not see */
    public void requireAll(Tx tx, Caller caller, Collection<String> refs) {
        var seen =
                store.all(tx, caller.scope(), refs).stream().map(HomePack::ref).toList();
        refs.stream().filter(ref -> !seen.contains(ref)).findFirst().ifPresent(ref -> {
            throw AttuneException.notFound("Pack", ref);
        });
    }

    /**
     * What is made through the API belongs to the tenant of its author, in a system pack, too (D16).
     *
     * @param pack null for a component without pack
     * @param author for kinds that remember it
     * @throws AttuneException 422 if the ref is one of another pack: what a run may reach follows from its action's ref
     */
    public static NewComponent adhoc(Caller caller, @Nullable HomePack pack, String ref, @Nullable IdentityId author) {
        if (pack != null && !ref.startsWith(pack.ref() + ".")) {
            throw AttuneException.invalid("ref", "must begin with '" + pack.ref() + ".', the ref of its pack");
        }
        return new NewComponent(
                new Owner.Tenant(caller.tenant()),
                pack == null ? null : pack.id(),
                pack == null ? null : pack.ref(),
                ref,
                true,
                author);
    }

    /** The words of a comma-separated query parameter. */
    public static List<String> words(@Nullable String list) {
        return list == null
                ? List.of()
                : List.of(list.split(",", -1)).stream()
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .distinct()
                        .toList();
    }
}
