package io.attune.server.identity;

import io.attune.model.id.TenantId;
import io.attune.store.Tx;
import io.attune.store.tenant.TenantStore;
import java.util.Locale;
import java.util.UUID;

/** Makes the tenants of identities that join none. */
final class Tenants {
    private static final int LONGEST_REF = 60;
    /** Names that anybody can have taken are tried so often; each try is a statement. */
    private static final int PLAIN_NAMES = 3;

    private Tenants() {}

    /** A new tenant named after the login; a number makes the ref unique, or else a word that nobody guesses. */
    static TenantId forIdentity(Tx tx, TenantStore tenants, String login) {
        String base =
                login.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_+|_+$", "");
        base = base.isEmpty() || !Character.isLetter(base.charAt(0)) ? "tenant_" + base : base;
        base = base.length() > LONGEST_REF ? base.substring(0, LONGEST_REF) : base;
        for (int number = 1; ; number++) {
            String suffix = number <= PLAIN_NAMES ? Integer.toString(number) : random();
            var made = tenants.insert(tx, number == 1 ? base : base + "_" + suffix, login);
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    private static String random() {
        return UUID.randomUUID().toString().substring(0, 8);
    }
}
