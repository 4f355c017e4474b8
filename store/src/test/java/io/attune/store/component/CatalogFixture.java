package io.attune.store.component;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.catalog.ActionSettings;
import io.attune.model.catalog.NewComponent;
import io.attune.model.catalog.OutputFormat;
import io.attune.model.catalog.ParameterDelivery;
import io.attune.model.catalog.ParameterFormat;
import io.attune.model.catalog.Placement;
import io.attune.model.catalog.Retention;
import io.attune.model.catalog.RetryOn;
import io.attune.model.catalog.RuleSettings;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.store.TenantScope;
import io.attune.store.TestDatabase;
import java.util.List;

/** Tenants with a pack each, and components with valid defaults to put into them. */
public final class CatalogFixture {
    private CatalogFixture() {}

    /** A tenant and its pack, which has the same name. */
    public record Team(TenantScope scope, PackId pack, String name) {
        public NewComponent component(String name) {
            return new NewComponent(
                    new Owner.Tenant(scope.tenant()), pack, this.name, this.name + "." + name, true, null);
        }
    }

    public static Team team(TestDatabase database, String name) {
        return database.transactions().engine(tx -> {
            long tenant = tx.sql()
                    .fetchSingle("insert into tenant (ref, label) values (?, ?) returning id", name, name)
                    .get(0, Long.class);
            long pack = tx.sql()
                    .fetchSingle(
                            "insert into pack (tenant_id, ref, label, version) values (?, ?, ?, '1.0.0') returning id",
                            tenant,
                            name,
                            name)
                    .get(0, Long.class);
            return new Team(new TenantScope(new TenantId(tenant), false), new PackId(pack), name);
        });
    }

    public static ActionSettings anAction(String label) {
        return new ActionSettings(
                label,
                null,
                "run.sh",
                null,
                null,
                JsonNodeFactory.instance.objectNode(),
                Placement.ANYWHERE,
                null,
                null,
                null,
                false,
                List.of(),
                ParameterDelivery.STDIN,
                ParameterFormat.JSON,
                OutputFormat.TEXT,
                null,
                0,
                List.of(RetryOn.TRANSIENT),
                null,
                null,
                null,
                Retention.DEFAULT,
                Retention.DEFAULT);
    }

    public static RuleSettings aRule(String triggerRef, String actionRef) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return new RuleSettings(
                "Rule", null, null, actionRef, null, triggerRef, nothing, nothing, nothing, null, null, false, true);
    }
}
