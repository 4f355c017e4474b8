package io.attune.server.trigger;

import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.store.Transactions;
import io.attune.store.trigger.TriggerStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the keys of webhooks that earlier versions stored in clear (SEC-10), before requests are served. The migration could not: the keys
 * that seal are known to the server alone. Finds nothing on every start but the first one after the update.
 */
@Singleton
public final class WebhookKeySealing implements PlatformComponent {
    private static final Logger log = LoggerFactory.getLogger(WebhookKeySealing.class);
    private static final int BATCH = 500;

    private final Transactions transactions;
    private final TriggerStore triggers;
    private final WebhookKeys keys;

    @Inject
    WebhookKeySealing(Transactions transactions, TriggerStore triggers, WebhookKeys keys) {
        this.transactions = transactions;
        this.triggers = triggers;
        this.keys = keys;
    }

    @Override
    public int order() {
        return 260;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        int sealed = 0;
        int batch;
        do {
            batch = transactions.engine(tx -> {
                var clear = triggers.listClearKeys(tx, BATCH);
                clear.forEach(found ->
                        triggers.sealKey(tx, found.trigger(), keys.sealed(found.owner(), found.ref(), found.key())));
                return clear.size();
            });
            sealed += batch;
        } while (batch == BATCH);
        if (sealed > 0) {
            log.atInfo().addKeyValue("keys", sealed).log("webhook keys of an earlier version are sealed now");
        }
    }

    @Override
    public void stop() {
        // Nothing goes on after the start.
    }
}
