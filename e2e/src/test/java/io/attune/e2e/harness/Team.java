package io.attune.e2e.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/** A tenant of the test's own with an administrator ({@code core.admin}); its members and what they hold. */
public final class Team {
    public static final String PASSWORD = "long-enough-secret";

    private final Api operator;
    private final String ref;
    private final Member admin;

    private Team(Api operator, String ref) {
        this.operator = operator;
        this.ref = ref;
        this.admin = member("admin", "core.admin");
    }

    /** On the shared platform. */
    public static Team shared() {
        var operator = Platform.shared().admin();
        var ref = "team-" + UUID.randomUUID().toString().substring(0, 12);
        operator.post("/api/v1/tenants", Json.object("ref", ref, "label", "Team of a test"))
                .expect(201);
        return new Team(operator, ref);
    }

    /** Somebody who can log in. */
    public record Member(long id, String login, Api api) {}

    public String ref() {
        return ref;
    }

    public Api operator() {
        return operator;
    }

    public Member admin() {
        return admin;
    }

    public Api api() {
        return admin.api();
    }

    /** A further member without any permission. */
    public Member member(String name) {
        var login = name + "@" + ref + ".example.com";
        long id = operator.post(
                        "/api/v1/identities", Json.object("login", login, "password", PASSWORD, "tenant_ref", ref))
                .expect(201)
                .data()
                .path("id")
                .asLong();
        return new Member(id, login, operator.anonymous().login(login, PASSWORD));
    }

    /** A further member that holds a permission set. */
    public Member member(String name, String permissionSetRef) {
        var member = member(name);
        operator.post(
                        "/api/v1/permissions/assignments",
                        Json.object("identity_id", member.id(), "permission_set_ref", permissionSetRef))
                .expect(201);
        return member;
    }

    /** Gives a member a role that is bound to a shipped permission set, for this tenant; answers the role's assignment. */
    public JsonNode role(Member member, String permissionSetRef) {
        var role = permissionSetRef.replace('.', '-') + "-of-" + ref;
        long set = 0;
        for (var found : api().get("/api/v1/permissions/sets").expect(200).json()) {
            if (found.path("ref").asText().equals(permissionSetRef)) {
                set = found.path("id").asLong();
            }
        }
        var bound = api().post("/api/v1/permissions/sets/" + set + "/roles", Json.object("role", role));
        if (bound.status() != 409) {
            bound.expect(201);
        }
        return api().post("/api/v1/identities/" + member.id() + "/roles", Json.object("role", role))
                .expect(201)
                .data();
    }
}
