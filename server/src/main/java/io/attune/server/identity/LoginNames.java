package io.attune.server.identity;

import io.attune.server.http.FieldChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which logins people and service accounts may have (security.md §1.4). */
final class LoginNames {
    /** How the platform names those it makes itself: nobody may be taken for one of them. */
    private static final List<String> RESERVED = List.of("sensor:", "worker:", "execution:");

    private LoginNames() {}

    static FieldChecks check(FieldChecks checks, @Nullable String login) {
        checks.text("login", login, 3, 255);
        if (login != null && RESERVED.stream().anyMatch(login::startsWith)) {
            checks.finding(
                    "login", "must not begin with " + String.join(", ", RESERVED) + ", which are the platform's");
        }
        return checks;
    }
}
