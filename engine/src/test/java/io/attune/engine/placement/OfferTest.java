package io.attune.engine.placement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OfferTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Offer WORKER = Offer.of(json("""
            {"runtimes": ["shell", "Python3"], "runtime_versions": {"python": ["3.11.2", "3.12.4"], "node": "20.1.0"},
             "labels": {"zone": "a", "disk": "ssd"},
             "taints": [{"key": "gpu", "value": "yes", "effect": "no_schedule"}, {"key": "slow", "effect": "prefer_no_schedule"}]}
            """));
    private static final JsonNode GPU = json("[{\"key\": \"gpu\", \"operator\": \"exists\"}]");

    @ParameterizedTest
    @CsvSource({
        "bash,,true",
        "python,,true",
        "python3,>=3.12,true",
        "python,3.11,true",
        "python,>=3.13,false",
        "nodejs,^20,true",
        "node.js,^18,false",
        "native,,true",
        "internal,,true",
        "ruby,,false",
        "shell,>=5,false"
    })
    void runtimesFitByAnyOfTheirNamesAndByVersion(String runtime, String constraint, boolean fits) {
        assertThat(WORKER.fit(Demands.of(runtime, constraint, null, null, GPU, null)) instanceof Fit.Fits)
                .isEqualTo(fits);
    }

    @Test
    void everyRequiredRuntimeMustBeThere() {
        assertThat(fit(null, "{\"python3\": \">=3\", \"node\": \"*\"}", null, GPU, null))
                .isInstanceOf(Fit.Fits.class);
        assertThat(fit(null, "{\"python3\": \">=4\"}", null, GPU, null))
                .isEqualTo(new Fit.Misfit("runtime python is wanted in version >=4, it has [3.11.2, 3.12.4]"));
    }

    @Test
    void aTaintKeepsOffWhatDoesNotTolerateIt() {
        assertThat(fit("shell", null, null, null, null))
                .isEqualTo(new Fit.Misfit("its taint gpu=yes is not tolerated"));
        assertThat(fit("shell", null, null, json("[{\"key\": \"gpu\", \"value\": \"no\"}]"), null))
                .isInstanceOf(Fit.Misfit.class);
        assertThat(fit("shell", null, null, json("[{\"key\": \"gpu\", \"value\": \"yes\"}]"), null))
                .isInstanceOf(Fit.Fits.class);
    }

    @Test
    void theSelectorSaysWhichLabelIsMissing() {
        assertThat(fit(null, null, "{\"zone\": \"a\"}", GPU, null)).isInstanceOf(Fit.Fits.class);
        assertThat(fit(null, null, "{\"zone\": \"b\"}", GPU, null))
                .isEqualTo(new Fit.Misfit("label zone is wanted to be 'b', it is 'a'"));
        assertThat(fit(null, null, "{\"rack\": \"1\"}", GPU, null))
                .isEqualTo(new Fit.Misfit("label rack is wanted to be '1', it is not set"));
    }

    @Test
    void affinityRequiresExcludesAndPrefers() {
        var preferred = """
                {"required": [{"match_expressions": [{"key": "zone", "operator": "in", "values": ["a", "b"]}]}],
                 "preferred": [{"weight": 7, "preference": {"match_labels": {"disk": "ssd"}}},
                               {"weight": 9, "preference": {"match_labels": {"disk": "hdd"}}}]}
                """;
        assertThat(fit(null, null, null, GPU, preferred)).isEqualTo(new Fit.Fits(7));
        assertThat(fit(null, null, null, GPU, "{\"anti_affinity\": [{\"match_labels\": {\"zone\": \"a\"}}]}"))
                .isInstanceOf(Fit.Misfit.class);
    }

    @Test
    void demandsThatSayTheSameHaveOneDigest() {
        var one = Demands.of("bash", "", json("{}"), json("{\"a\": \"1\", \"b\": \"2\"}"), json("[]"), null);
        var other = Demands.of("Shell", null, null, json("{\"b\": \"2\", \"a\": \"1\"}"), null, json("{}"));
        assertThat(one.digest()).isEqualTo(other.digest());
        assertThat(one.digest())
                .isNotEqualTo(Demands.of("shell", null, null, null, null, null).digest());
    }

    private static Fit fit(String runtime, String runtimes, String selector, JsonNode tolerations, String affinity) {
        return WORKER.fit(Demands.of(
                runtime,
                null,
                runtimes == null ? null : json(runtimes),
                selector == null ? null : json(selector),
                tolerations,
                affinity == null ? null : json(affinity)));
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
