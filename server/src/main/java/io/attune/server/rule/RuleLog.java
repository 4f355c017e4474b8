package io.attune.server.rule;

import io.attune.model.catalog.Rule;
import io.attune.server.auth.Caller;
import io.attune.server.component.DefinitionLog;
import io.attune.store.Tx;
import io.attune.store.change.Change;
import io.attune.store.change.Changes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Tells of changes of rules: the audit log (security.md §5) and the live streams (api.md §3.5). */
@Singleton
class RuleLog {
    private final DefinitionLog audit;

    @Inject
    RuleLog(DefinitionLog audit) {
        this.audit = audit;
    }

    void created(Tx tx, Caller caller, Rule rule) {
        tell(tx, caller, rule, "created", "rule_created");
    }

    void updated(Tx tx, Caller caller, Rule rule, String change) {
        tell(tx, caller, rule, change, "rule_updated");
    }

    void deleted(Tx tx, Caller caller, Rule rule) {
        tell(tx, caller, rule, "deleted", "rule_deleted");
    }

    /** By hand; nothing of the rule changes. */
    void fired(Tx tx, Caller caller, Rule rule) {
        audit.changed(tx, caller, "rule", rule.component(), "fired");
    }

    private void tell(Tx tx, Caller caller, Rule rule, String change, String notification) {
        audit.changed(tx, caller, "rule", rule.component(), change);
        Changes.announce(
                tx, new Change.Rows(notification, List.of(rule.component().id())));
    }
}
