package io.attune.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.attune.model.id.IdentityId;
import io.attune.model.id.PolicyId;
import io.attune.model.secret.SecretMarker;
import io.attune.model.tenant.Owner;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class GroupKeyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aKeyHoldsTheValuesAtThePathsAndNullForThoseThatAreMissing() {
        assertThat(key("{\"host\": \"a\", \"db\": {\"name\": \"x\"}, \"other\": 1}", "host", "db.name", "db.port"))
                .isEqualTo("{\"parameters\":{\"host\":\"a\",\"db.name\":\"x\",\"db.port\":null}}");
    }

    @Test
    void withoutPathsAllRunsCountTogether() {
        assertThat(key("{\"host\": \"a\"}")).isEqualTo(GroupKey.ALL);
    }

    @Test
    void howAValueIsWrittenDoesNotMatter() {
        assertThat(key("{\"v\": {\"b\": 1, \"a\": [2.50]}}", "v"))
                .isEqualTo(key("{\"v\": {\"a\": [2.5], \"b\": 1.0}}", "v"));
        assertThat(key("{\"v\": 1e2}", "v")).isEqualTo("{\"parameters\":{\"v\":100}}");
        assertThat(key("{\"v\": 1}", "v")).isNotEqualTo(key("{\"v\": \"1\"}", "v"));
    }

    @Test
    void theExecutorIsPartOfItWhereThePolicySaysSo() {
        var policy =
                new IndexedPolicy(new PolicyId(1), new Owner.Platform(), new LimitedScope.OfTenant(), List.of(), true);
        var none = JsonNodeFactory.instance.objectNode();
        assertThat(GroupKey.of(policy, none, new IdentityId(4))).isEqualTo("{\"identity\":4}");
        assertThat(GroupKey.of(policy, none, null)).isEqualTo("{\"identity\":null}");
    }

    @Test
    void aSecretIsAMarkerAndAllSecretsCountAsEqual() {
        JsonNode parameters = JsonNodeFactory.instance.objectNode().set("token", SecretMarker.create());
        assertThat(GroupKey.of(policy("token"), parameters, null)).contains("$attune_secret");
    }

    @Test
    void aLongKeyIsReplacedByItsDigest() {
        String one = key("{\"v\": \"" + "x".repeat(1_000) + "\"}", "v");
        assertThat(one).startsWith("sha256:").hasSize(71);
        assertThat(one).isNotEqualTo(key("{\"v\": \"" + "x".repeat(1_001) + "\"}", "v"));
    }

    @Test
    void aNumberOfAGreatManyDigitsIsNotWrittenOut() {
        assertThat(key("{\"v\": 1e999999999}", "v")).hasSizeLessThan(100);
    }

    @Property
    void differentTextsGiveDifferentKeys(@ForAll String one, @ForAll String other) {
        var a = JsonNodeFactory.instance.objectNode().put("v", one);
        var b = JsonNodeFactory.instance.objectNode().put("v", other);
        assertThat(GroupKey.of(policy("v"), a, null).equals(GroupKey.of(policy("v"), b, null)))
                .isEqualTo(one.equals(other));
    }

    private static IndexedPolicy policy(String... paths) {
        return new IndexedPolicy(
                new PolicyId(1), new Owner.Platform(), new LimitedScope.OfTenant(), List.of(paths), false);
    }

    private static String key(String parameters, String... paths) {
        try {
            var exact = JSON.reader().with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
            return GroupKey.of(policy(paths), exact.readTree(parameters), null);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(parameters, e);
        }
    }
}
