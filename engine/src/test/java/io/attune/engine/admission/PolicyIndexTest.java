package io.attune.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.attune.model.id.ActionId;
import io.attune.model.id.PackId;
import io.attune.model.id.PolicyId;
import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** runtime.md §2.2, first point. */
class PolicyIndexTest {
    private static final TenantId OURS = new TenantId(1);
    private static final Owner US = new Owner.Tenant(OURS);
    private static final Owner THEM = new Owner.Tenant(new TenantId(2));
    private static final Owner SYSTEM = new Owner.Platform();
    private static final LimitedScope ACTION = new LimitedScope.OfAction(new ActionId(7));
    private static final LimitedScope PACK = new LimitedScope.OfPack(new PackId(3));
    private static final LimitedScope TENANT = new LimitedScope.OfTenant();

    @Test
    void theMostSpecificPolicyIsTheOne() {
        assertThat(found(policy(1, US, ACTION), policy(2, US, PACK), policy(3, US, TENANT)))
                .isEqualTo(1);
        assertThat(found(policy(2, US, PACK), policy(3, US, TENANT))).isEqualTo(2);
        assertThat(found(policy(3, US, TENANT))).isEqualTo(3);
        assertThat(found()).isZero();
    }

    @Test
    void ofSeveralForTheSameTheNewestIsTheOne() {
        assertThat(found(policy(5, US, ACTION), policy(9, US, ACTION), policy(8, US, ACTION)))
                .isEqualTo(9);
    }

    @Test
    void thoseOfOtherTenantsActionsAndPacksAreNot() {
        assertThat(found(
                        policy(1, THEM, ACTION),
                        policy(2, THEM, TENANT),
                        policy(3, US, new LimitedScope.OfAction(new ActionId(8))),
                        policy(4, US, new LimitedScope.OfPack(new PackId(4)))))
                .isZero();
    }

    @Test
    void thoseOfSystemPacksAreForEverybodyButTheTenantsOwnGoFirst() {
        assertThat(found(policy(9, SYSTEM, ACTION))).isEqualTo(9);
        assertThat(found(policy(9, SYSTEM, ACTION), policy(1, US, ACTION))).isEqualTo(1);
        assertThat(found(policy(9, SYSTEM, ACTION), policy(1, US, PACK)))
                .as("the more specific one all the same")
                .isEqualTo(9);
    }

    private static long found(IndexedPolicy... policies) {
        return PolicyIndex.of(Arrays.asList(policies))
                .find(OURS, new ActionId(7), new PackId(3))
                .map(policy -> policy.id().value())
                .orElse(0L);
    }

    private static IndexedPolicy policy(long id, Owner owner, LimitedScope scope) {
        return new IndexedPolicy(new PolicyId(id), owner, scope, List.of(), false);
    }
}
