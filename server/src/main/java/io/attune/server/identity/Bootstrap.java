package io.attune.server.identity;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.model.tenant.Tenant;
import io.attune.server.auth.Passwords;
import io.attune.server.boot.FirstPassword;
import io.attune.server.boot.PlatformComponent;
import io.attune.server.boot.Role;
import io.attune.server.config.ConfigKeys;
import io.attune.server.config.PlatformSecrets;
import io.attune.server.config.Settings;
import io.attune.store.Transactions;
import io.attune.store.Tx;
import io.attune.store.identity.IdentityStore;
import io.attune.store.identity.IdentityStore.NewIdentity;
import io.attune.store.permission.PermissionStore;
import io.attune.store.tenant.TenantStore;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Makes the first operator when there is nobody yet (design.md §11): someone must be able to log in and let the others in. */
@Singleton
public class Bootstrap implements PlatformComponent {
    private static final String ADMIN_SET = "core.admin";

    private final Settings settings;
    private final Transactions transactions;
    private final Passwords passwords;
    private final IdentityStore identities = new IdentityStore();
    private final TenantStore tenants = new TenantStore();
    private final PermissionStore permissions = new PermissionStore();

    @Inject
    Bootstrap(Settings settings, Transactions transactions, Passwords passwords) {
        this.settings = settings;
        this.transactions = transactions;
        this.passwords = passwords;
    }

    /** After the packs: the operator holds a permission set of the core pack. */
    @Override
    public int order() {
        return 250;
    }

    @Override
    public boolean runsIn(Set<Role> roles) {
        return roles.contains(Role.API) || roles.contains(Role.ENGINE);
    }

    @Override
    public void start() {
        String given = settings.get(ConfigKeys.BOOTSTRAP_PASSWORD);
        String login = settings.get(ConfigKeys.BOOTSTRAP_LOGIN);
        boolean nobody = transactions.engine(tx -> !identities.anybodyExists(tx));
        if (!nobody) {
            return;
        }
        String password = given.isBlank() ? new PlatformSecrets(settings).generatedPassword() : given;
        String hash = passwords.hash(password);
        boolean made = transactions.engine(tx -> makeOperator(tx, login, hash));
        if (made && given.isBlank()) {
            FirstPassword.show(login, password);
        }
    }

    private boolean makeOperator(Tx tx, String login, String hash) {
        // Two processes may start on one empty database: the second waits here and then finds somebody.
        identities.lockBootstrap(tx);
        if (identities.anybodyExists(tx)) {
            return false;
        }
        var tenant = tenants.insert(tx, "default", "Default")
                .or(() -> tenants.find(tx, "default").map(Tenant::id))
                .orElseThrow();
        var operator = identities
                .insert(tx, new NewIdentity(tenant, login, "Administrator", hash, NullNode.getInstance(), true))
                .orElseThrow();
        var admin = permissions.byRefs(tx, tenant, List.of(ADMIN_SET)).stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the core pack has not brought " + ADMIN_SET));
        var _ = permissions.assign(tx, tenant, operator, admin.id());
        return true;
    }

    @Override
    public void stop() {}
}
