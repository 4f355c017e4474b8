package io.attune.server.catalog;

import io.attune.engine.parameter.DeclaredKeys;
import io.attune.engine.parameter.ParameterCheck;
import io.attune.engine.placement.Demands;
import io.attune.store.catalog.CatalogAction;
import io.attune.store.catalog.CatalogRuntime;
import org.jspecify.annotations.Nullable;

/** An action with what starting a run of it needs, made when the first run starts: most actions of a catalog are not used for long. */
public final class CompiledAction {
    private final CatalogAction action;

    /** Made by whichever thread comes first; a second one would only make an equal one. */
    private volatile @Nullable ParameterCheck check;

    private volatile @Nullable Demands demands;
    private volatile @Nullable DeclaredKeys keys;

    public CompiledAction(CatalogAction action) {
        this.action = action;
    }

    public CatalogAction action() {
        return action;
    }

    /** What a run of it gets from the key store. */
    public DeclaredKeys keys() {
        DeclaredKeys made = keys;
        if (made == null) {
            made = DeclaredKeys.of(action.paramSchema(), action.keys());
            keys = made;
        }
        return made;
    }

    public ParameterCheck check() {
        ParameterCheck made = check;
        if (made == null) {
            made = ParameterCheck.of(action.paramSchema(), keys());
            check = made;
        }
        return made;
    }

    /**
     * What a run asks of a worker when nobody says otherwise.
     *
     * @param runtime of the action, from the same snapshot
     */
    public Demands demands(@Nullable CatalogRuntime runtime) {
        Demands made = demands;
        if (made == null) {
            made = Demands.of(
                    runtime == null ? null : runtime.name(),
                    action.runtimeVersionConstraint(),
                    action.requiredWorkerRuntimes(),
                    action.workerSelector(),
                    action.workerTolerations(),
                    action.workerAffinity());
            demands = made;
        }
        return made;
    }
}
