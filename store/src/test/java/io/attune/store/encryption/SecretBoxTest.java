package io.attune.store.encryption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.attune.model.id.TenantId;
import io.attune.model.tenant.Owner;
import io.attune.store.MemoryDataKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** security.md §4.1, SEC-13. */
class SecretBoxTest {
    private static final TenantId RED = new TenantId(1);
    private static final TenantId BLUE = new TenantId(2);
    private static final String PLACE = "key/a/value";
    private static final String MASTER = "0123456789abcdef0123456789abcdef";

    private final SecretBox box = MemoryDataKeys.box();

    @Test
    void whatIsSealedOpensAgainAndShowsNothing() {
        var sealed = box.seal(RED, "hunter2 ü", PLACE);

        assertThat(sealed).startsWith("v2:").doesNotContain("hunter2");
        assertThat(box.open(RED, sealed, PLACE)).isEqualTo("hunter2 ü");
        assertThat(box.open(RED, box.seal(RED, "", PLACE), PLACE)).isEmpty();
    }

    @Test
    void equalValuesAreSealedDifferently() {
        assertThat(box.seal(RED, "same", PLACE)).isNotEqualTo(box.seal(RED, "same", PLACE));
    }

    @Test
    void aSealedValueOpensInItsPlaceAndForItsOwnerOnly() {
        var sealed = box.seal(RED, "hunter2", PLACE);
        var _ = box.seal(BLUE, "other", PLACE);

        assertThatThrownBy(() -> box.open(RED, sealed, "key/b/value"))
                .isInstanceOf(SealedValueException.class)
                .hasMessageContaining("key/b/value");
        assertThatThrownBy(() -> box.open(BLUE, sealed, PLACE)).isInstanceOf(SealedValueException.class);
        assertThatThrownBy(() -> box.open(new Owner.Platform(), sealed, PLACE))
                .isInstanceOf(SealedValueException.class);
        assertThatThrownBy(() -> box.open(BLUE, sealed.replace("v2:1:", "v2:2:"), PLACE))
                .isInstanceOf(SealedValueException.class);
    }

    @Test
    void aChangedOrForeignTextDoesNotOpen() {
        var sealed = box.seal(RED, "hunter2", PLACE);
        char last = sealed.charAt(sealed.length() - 3);
        var changed = sealed.substring(0, sealed.length() - 3)
                + (last == 'A' ? 'B' : 'A')
                + sealed.substring(sealed.length() - 2);

        for (var text : new String[] {changed, "v2:1:", "v2:1:AAAA", "v2:x:AAAA", "v3:1:AAAA", "hunter2", "", "v1:x"}) {
            assertThatThrownBy(() -> box.open(RED, text, PLACE)).as(text).isInstanceOf(SealedValueException.class);
        }
    }

    @Test
    void valuesOfTheFirstFormatOpenUnderTheirMasterKey() {
        // Sealed by the release before data keys.
        var sealed = "v1:" + MasterKey.of(MASTER).id() + ":" + FIRST_FORMAT;

        assertThat(box.open(RED, sealed, "trigger/p.t/webhook_config.hmac.secret"))
                .isEqualTo("hunter2");
        assertThatThrownBy(() -> box.open(RED, sealed, PLACE)).isInstanceOf(SealedValueException.class);
        assertThatThrownBy(() -> box.open(RED, "v1:00000000:" + FIRST_FORMAT, PLACE))
                .isInstanceOf(UnknownMasterKeyException.class)
                .hasMessageContaining("00000000");
    }

    @Test
    void valuesOfTheBaselineOpenUnderAnyMasterKeyOfTheProcess() throws GeneralSecurityException {
        var digest = MessageDigest.getInstance("SHA-256").digest(MASTER.getBytes(StandardCharsets.UTF_8));
        var baseline = AesGcm.encrypt(new SecretKeySpec(digest, "AES"), "\"v\"".getBytes(StandardCharsets.UTF_8), "");
        var rotated = new SecretBox(new MemoryDataKeys(new MasterKeys(
                MasterKey.of("another master key of enough bytes"), java.util.List.of(MasterKey.of(MASTER)))));

        assertThat(rotated.open(RED, baseline, PLACE)).isEqualTo("\"v\"");
    }

    @Test
    void theIdOfAMasterKeySaysNothingOfTheKey() throws GeneralSecurityException {
        var digest = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(MASTER.getBytes(StandardCharsets.UTF_8)));

        assertThat(MasterKey.of(MASTER).id()).hasSize(8).isNotEqualTo(digest.substring(0, 8));
        assertThat(MasterKey.of(MASTER)).hasToString(MasterKey.of(MASTER).id());
        assertThatThrownBy(() -> MasterKey.of("short")).isInstanceOf(IllegalArgumentException.class);
    }

    private static final String FIRST_FORMAT = "7oAhVLbqDxGCGR4Hj/n5dIn+rxxWLcQjGrFbCJX3CMg8xw8=";
}
