package io.attune.server.identity;

import io.attune.model.id.TenantId;
import io.attune.store.Tx;
import io.attune.store.tenant.TenantStore;
import java.util.Locale;

/** Makes the tenants of identities that join none. */
final class Tenants {
    private static final int LONGEST_REF = 60;

    private Tenants() {}

    /** A new tenant named after the login; a number makes the ref unique. */
    static TenantId forIdentity(Tx tx, TenantStore tenants, String login) {
        String base =
                login.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        base = base.isEmpty() || !Character.isLetter(base.charAt(0)) ? "tenant_" + base : base;
        base = base.length() > LONGEST_REF ? base.substring(0, LONGEST_REF) : base;
        for (int number = 1; ; number++) {
            var made = tenants.insert(tx, number == 1 ? base : base + "_" + number, login);
            if (made.isPresent()) {
                return made.get();
            }
        }
    }
}
