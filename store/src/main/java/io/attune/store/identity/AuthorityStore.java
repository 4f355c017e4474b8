package io.attune.store.identity;

import static io.attune.store.schema.Tables.IDENTITY;
import static io.attune.store.schema.Tables.IDENTITY_ROLE;
import static io.attune.store.schema.Tables.INTEGRATION_TOKEN;
import static io.attune.store.schema.Tables.PERMISSION_ASSIGNMENT;
import static io.attune.store.schema.Tables.PERMISSION_SET;
import static io.attune.store.schema.Tables.PERMISSION_SET_ROLE;
import static io.attune.store.schema.Tables.REFRESH_TOKEN;
import static io.attune.store.schema.Tables.TENANT;

import com.fasterxml.jackson.databind.JsonNode;
import io.attune.model.id.IdentityId;
import io.attune.model.identity.Identity;
import io.attune.store.Tx;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.impl.DSL;

/** Reads, in one statement, all that decides what a session may do now: asked for each request (SEC-3). */
@Singleton
public final class AuthorityStore {
    /**
     * An identity as it is now.
     *
     * @param sessionLives whether the session asked about goes on: known, not ended, and not begun by an integration token that is no
     *     longer good
     * @param sets what it holds, directly and through its roles, by ref
     */
    public record Authority(Identity identity, boolean sessionLives, List<HeldSet> sets) {}

    /** @param grants a JSON array of Grant (api-auth.md §3) */
    public record HeldSet(String ref, JsonNode grants) {}

    /** @param session a family of refresh tokens; one of another identity lives for nobody */
    public Optional<Authority> find(Tx tx, IdentityId id, UUID session, Instant now) {
        return find(tx, id, lives(session, now));
    }

    /** Of an identity that acts without a session of its own: whoever set up a run. */
    public Optional<Authority> find(Tx tx, IdentityId id) {
        return find(tx, id, DSL.falseCondition());
    }

    private static Optional<Authority> find(Tx tx, IdentityId id, Condition sessionLives) {
        var lives = DSL.field(sessionLives);
        var sets = DSL.multiset(DSL.select(PERMISSION_SET.REF, PERMISSION_SET.GRANTS)
                        .from(PERMISSION_SET)
                        .where(isHeld())
                        .orderBy(PERMISSION_SET.REF))
                .convertFrom(rows -> rows.map(row -> new HeldSet(row.value1(), row.value2())));
        return tx.sql()
                .select(IdentityStore.COLUMNS)
                .select(lives, sets)
                .from(IDENTITY)
                .join(TENANT)
                .on(TENANT.ID.eq(IDENTITY.TENANT_ID))
                .where(IDENTITY.ID.eq(id.value()))
                .fetchOptional(row -> new Authority(IdentityStore.identity(row), row.get(lives), row.get(sets)));
    }

    /**
     * A binding of a role counts when it is of the identity's tenant or of all tenants; a set counts when it is of the identity's tenant
     * or of the system.
     */
    private static Condition isHeld() {
        var direct = DSL.select(PERMISSION_ASSIGNMENT.PERMISSION_SET_ID)
                .from(PERMISSION_ASSIGNMENT)
                .where(PERMISSION_ASSIGNMENT.IDENTITY_ID.eq(IDENTITY.ID));
        var byRole = DSL.select(PERMISSION_SET_ROLE.PERMISSION_SET_ID)
                .from(PERMISSION_SET_ROLE)
                .join(IDENTITY_ROLE)
                .on(IDENTITY_ROLE.ROLE.eq(PERMISSION_SET_ROLE.ROLE))
                .where(IDENTITY_ROLE.IDENTITY_ID.eq(IDENTITY.ID))
                .and(PERMISSION_SET_ROLE.TENANT_ID.isNull().or(PERMISSION_SET_ROLE.TENANT_ID.eq(IDENTITY.TENANT_ID)));
        return PERMISSION_SET
                .ID
                .in(direct.union(byRole))
                .and(PERMISSION_SET.TENANT_ID.isNull().or(PERMISSION_SET.TENANT_ID.eq(IDENTITY.TENANT_ID)));
    }

    private static Condition lives(UUID session, Instant now) {
        var ofSession = REFRESH_TOKEN.FAMILY.eq(session).and(REFRESH_TOKEN.IDENTITY_ID.eq(IDENTITY.ID));
        return DSL.exists(DSL.selectOne().from(REFRESH_TOKEN).where(ofSession))
                .andNotExists(DSL.selectOne()
                        .from(REFRESH_TOKEN)
                        .leftJoin(INTEGRATION_TOKEN)
                        .on(INTEGRATION_TOKEN.ID.eq(REFRESH_TOKEN.INTEGRATION_TOKEN_ID))
                        .where(ofSession)
                        .and(REFRESH_TOKEN
                                .REVOKED_AT
                                .isNotNull()
                                .or(INTEGRATION_TOKEN.REVOKED_AT.isNotNull())
                                .or(INTEGRATION_TOKEN.EXPIRES_AT.le(now))));
    }
}
