package io.attune.server.component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.Component;
import io.attune.server.audit.Audit;
import io.attune.server.auth.Caller;
import io.attune.store.Tx;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Records in the audit log that a definition changed (security.md §5). */
@Singleton
public class DefinitionLog {
    private final Audit audit;

    @Inject
    DefinitionLog(Audit audit) {
        this.audit = audit;
    }

    /**
     * @param kind of component, such as {@code rule}
     * @param change what happened, such as {@code created}
     */
    public void changed(Tx tx, Caller caller, String kind, Component component, String change) {
        audit.record(
                tx,
                caller,
                "definition." + kind + ".changed",
                new Audit.Subject(kind, component.id(), component.ref()),
                JsonNodeFactory.instance.objectNode().put("change", change));
    }

    /** A webhook got another key or secret; neither is recorded. */
    public void webhookSecretChanged(Tx tx, Caller caller, Component trigger, String change) {
        audit.record(
                tx,
                caller,
                "security.webhook_secret.changed",
                new Audit.Subject("trigger", trigger.id(), trigger.ref()),
                JsonNodeFactory.instance.objectNode().put("change", change));
    }
}
