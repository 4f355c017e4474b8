package io.attune.server.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.attune.model.catalog.Component;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PackId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.server.auth.Caller;
import io.attune.server.auth.Grants;
import io.attune.server.auth.TokenKind;
import io.attune.server.http.AttuneException;
import io.attune.server.http.ErrorCode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
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

    private static Caller caller(Grants grants, boolean operator) {
        return new Caller(new IdentityId(2), "ann@example.com", TENANT, operator, TokenKind.ACCESS, grants, null, null);
    }

    private static Grants everything() {
        return grants(_ -> true, true);
    }

    private static Grants onlyPack(String pack) {
        return grants(target -> pack.equals(target.packRef()), false);
    }

    private static Grants grants(Predicate<Caller.Target> covered, boolean all) {
        return new Grants() {
            @Override
            public boolean allowSome(String resource, String action) {
                return true;
            }

            @Override
            public boolean allowAll(String resource, String action) {
                return all;
            }

            @Override
            public boolean allow(String resource, String action, Caller.Target target) {
                return covered.test(target);
            }
        };
    }
}
