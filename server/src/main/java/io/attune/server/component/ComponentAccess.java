package io.attune.server.component;

import io.attune.engine.permission.Target;
import io.attune.model.catalog.Component;
import io.attune.model.id.IdentityId;
import io.attune.server.auth.Caller;
import io.attune.server.http.AttuneException;
import io.attune.server.http.Page;
import io.attune.server.http.PageRequest;
import io.attune.store.TenantScope;
import io.attune.store.Tx;
import io.attune.store.component.ComponentFilter;
import io.attune.store.component.Rows;
import io.attune.store.component.Slice;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies the grants of callers to one kind of component, after the guard of the route found that there is a grant at all (D17): what a
 * constraint excludes is hidden from reads and refused to writes, and rows of the system are changed by operators only (D16).
 */
public final class ComponentAccess {
    private final String resource;
    private final String noun;

    /**
     * @param resource of the grants, such as {@code actions}
     * @param noun for messages, such as {@code Action}
     */
    public ComponentAccess(String resource, String noun) {
        this.resource = resource;
        this.noun = noun;
    }

    /** Reads what permission checks look at, for every row that a filter leaves. */
    @FunctionalInterface
    public interface Components {
        List<Component> read(Tx tx, TenantScope scope, ComponentFilter filter);
    }

    /** Reads a page. */
    @FunctionalInterface
    public interface Pages<T> {
        Rows<T> read(Tx tx, TenantScope scope, ComponentFilter filter, Slice slice);
    }

    /** A page of the rows that the caller may read; its total counts no others. */
    public <T, V> Page<V> page(
            Tx tx,
            Caller caller,
            PageRequest request,
            ComponentFilter filter,
            Components components,
            Pages<T> pages,
            Function<T, V> view) {
        var readable = readable(tx, caller, filter, components);
        var rows = pages.read(tx, caller.scope(), readable, new Slice(request.offset(), request.limit()));
        return Page.counted(rows.items().stream().map(view).toList(), request, rows.total());
    }

    private ComponentFilter readable(Tx tx, Caller caller, ComponentFilter filter, Components components) {
        if (caller.grants().allowAll(resource, "read")) {
            return filter;
        }
        return filter.withIds(components.read(tx, caller.scope(), filter).stream()
                .filter(component -> isAllowed(caller, "read", component))
                .map(Component::id)
                .toList());
    }

    /** @throws AttuneException 404 if there is none or the caller may not read it */
    public <T> T forReading(Caller caller, String ref, Optional<T> found, Function<T, Component> component) {
        return found.filter(row -> isAllowed(caller, "read", component.apply(row)))
                .orElseThrow(() -> absent(ref));
    }

    /** @throws AttuneException 404 if there is none, 403 if the caller may not do that to it */
    public <T> T forChange(
            Caller caller, String action, String ref, Optional<T> found, Function<T, Component> component) {
        var row = found.orElseThrow(() -> absent(ref));
        if (!isAllowed(caller, action, component.apply(row))) {
            throw refused(action);
        }
        if (isForOperators(caller, component.apply(row))) {
            throw AttuneException.forbidden(noun + " '" + ref + "' belongs to the platform: only operators change it");
        }
        return row;
    }

    /** @throws AttuneException 403 if no grant covers what is about to be made */
    public void forCreation(Caller caller, @Nullable String packRef, String ref, @Nullable IdentityId author) {
        if (!caller.grants().allow(resource, "create", new Target(packRef, ref, null, author, List.of()))) {
            throw refused("create");
        }
    }

    /** Whether the caller could change the component that way. */
    public boolean mayChange(Caller caller, String action, Component component) {
        return isAllowed(caller, action, component) && !isForOperators(caller, component);
    }

    public boolean isAllowed(Caller caller, String action, Component component) {
        return caller.grants()
                .allow(
                        resource,
                        action,
                        new Target(
                                component.packRef(), component.ref(), component.id(), component.author(), List.of()));
    }

    public AttuneException absent(String ref) {
        return AttuneException.notFound(noun, ref);
    }

    public AttuneException taken(String ref) {
        return AttuneException.conflict(noun + " '" + ref + "' already exists");
    }

    private static boolean isForOperators(Caller caller, Component component) {
        return component.owner().isPlatform() && !caller.operator();
    }

    private AttuneException refused(String action) {
        return AttuneException.forbidden("Insufficient permissions: " + resource + ":" + action);
    }
}
