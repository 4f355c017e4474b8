package io.attune.server.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.NullNode;
import io.attune.engine.permission.Grant;
import io.attune.engine.permission.Grant.Constraints;
import io.attune.engine.permission.GrantSet;
import io.attune.model.catalog.Component;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.identity.Identity;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.auth.Credential;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ErrorCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** D16, D17: what constraints of grants and the platform's ownership do to reads and writes. */
class ComponentAccessTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final ComponentAccess ACCESS = new ComponentAccess("actions", "Action");

    private final Component own = component("ops", new Owner.Tenant(TENANT));
    private final Component other = component("billing", new Owner.Tenant(TENANT));
    private final Component system = component("core", new Owner.Platform());

    @Test
    void whatAConstraintExcludesIsHiddenFromReadsAndRefusedToWrites() {
        var caller = caller(onlyPack("ops"), false);

        assertThat(ACCESS.forReading(caller, "ops.act", Optional.of(own), c -> c))
                .isEqualTo(own);
        assertThat(refusal(() -> ACCESS.forReading(caller, "billing.act", Optional.of(other), c -> c)))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(() -> ACCESS.forChange(caller, "update", "billing.act", Optional.of(other), c -> c)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(refusal(() -> ACCESS.forCreation(caller, "billing", "billing.new", null)))
                .isEqualTo(ErrorCode.FORBIDDEN);
    }

    @Test
    void absenceComesBeforeTheConstraint() {
        var caller = caller(onlyPack("ops"), false);

        assertThat(refusal(() -> ACCESS.forChange(caller, "update", "gone.act", Optional.<Component>empty(), c -> c)))
                .isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void theHiddenAndTheAbsentLookTheSame() {
        var caller = caller(onlyPack("ops"), false);

        var hidden = catchThrowableOfType(
                AttuneException.class, () -> ACCESS.forReading(caller, "x.y", Optional.of(other), c -> c));
        var absent = catchThrowableOfType(
                AttuneException.class, () -> ACCESS.forReading(caller, "x.y", Optional.<Component>empty(), c -> c));

        assertThat(hidden).hasMessage(absent.getMessage());
    }

    @Test
    void componentsOfThePlatformAreReadByAllAndChangedByOperators() {
        var user = caller(everything(), false);
        var operator = caller(everything(), true);

        assertThat(ACCESS.forReading(user, "core.act", Optional.of(system), c -> c))
                .isEqualTo(system);
        assertThat(refusal(() -> ACCESS.forChange(user, "update", "core.act", Optional.of(system), c -> c)))
                .isEqualTo(ErrorCode.FORBIDDEN);
        assertThat(ACCESS.forChange(operator, "update", "core.act", Optional.of(system), c -> c))
                .isEqualTo(system);
    }

    private static ErrorCode refusal(Runnable call) {
        return catchThrowableOfType(AttuneException.class, call::run).code();
    }

    private static Component component(String pack, Owner owner) {
        return new Component(1, owner, new PackId(1), pack, pack + ".act", true, null, Instant.EPOCH, Instant.EPOCH);
    }

    private static Caller caller(@Nullable Constraints constraints, boolean operator) {
        var id = new IdentityId(2);
        var grant = new Grant("actions", List.of("read", "create", "update"), constraints);
        var ann = new Identity(
                id,
                TENANT,
                "ops",
                false,
                "ann@example.com",
                null,
                true,
                NullNode.getInstance(),
                false,
                operator,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH);
        return new Caller(
                id, ann.login(), TENANT, operator, new Credential.Session(), GrantSet.of(List.of(grant), ann));
    }

    private static @Nullable Constraints everything() {
        return null;
    }

    private static Constraints onlyPack(String pack) {
        return new Constraints(List.of(pack), null, null, null, null, null, null, null, null, null);
    }
}
