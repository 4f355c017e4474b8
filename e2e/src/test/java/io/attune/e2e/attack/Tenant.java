package io.attune.e2e.attack;

import io.attune.e2e.harness.Api;
import io.attune.e2e.harness.Json;
import io.attune.e2e.harness.Platform;
import java.util.UUID;

/** Somebody with a tenant of their own and every right in it: as much as an attacker can be without being operator. */
record Tenant(Api api, long id, String login) {
    static final String PASSWORD = "long-enough-secret";

    /** In the shared platform. */
    static Tenant attacker() {
        return in(Platform.shared(), Platform.shared().admin(), "core.admin");
    }

    static Tenant in(Platform platform, Api operator, String permissionSet) {
        var login = "t-" + UUID.randomUUID() + "@example.com";
        var id = platform.api()
                .fromElsewhere()
                .post("/auth/register", Json.object("login", login, "password", PASSWORD))
                .expect(200)
                .data()
                .path("user")
                .path("id")
                .asLong();
        operator.post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", id, "permission_set_ref", permissionSet))
                .expect(201);
        return new Tenant(platform.api().login(login, PASSWORD), id, login);
    }
}
