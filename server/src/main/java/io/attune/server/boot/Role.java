package io.attune.server.boot;

import io.attune.model.WireEnum;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a process takes part in (design.md §2). One process holds any set of roles; {@code attune up} holds all. */
public enum Role implements WireEnum {
    API,
    ENGINE,
    SENSORS,
    WORKER;

    /** Every role, as {@code attune up} runs them. */
    public static Set<Role> all() {
        return EnumSet.allOf(Role.class);
    }

    /**
     * Reads a comma-separated list such as {@code api,engine}.
     *
     * @throws IllegalArgumentException naming the word that is no role
     */
    public static Set<Role> parse(String list) {
        var roles = EnumSet.noneOf(Role.class);
        for (String word : list.split(",", -1)) {
            roles.add(WireEnum.find(Role.class, word.strip().toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "'" + word.strip() + "' is not a role; expected some of api, engine, sensors, worker")));
        }
        return roles;
    }
}
