package io.attune.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** packs.md §8.4. */
class VersionConstraintTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ">=3.12         | 3.12.0 | true",
                ">=3.12         | 3.11.9 | false",
                ">=3.12,<4      | 3.13.1 | true",
                ">=3.12 , <4.0  | 4.0.0  | false",
                "^20            | 20.9.1 | true",
                "^20            | 21.0.0 | false",
                "^0.3.1         | 0.3.9  | true",
                "^0.3.1         | 0.4.0  | false",
                "~3.11          | 3.11.8 | true",
                "~3.11          | 3.12.0 | false",
                "=1.2.3         | 1.2.3  | true",
                "=1.2.3         | 1.2.4  | false",
                "3.12           | 3.12.7 | true",
                "3.12           | 3.13.0 | false",
                "20             | 20.0.5 | true",
                "20             | 20.1.0 | false",
                "v3.12          | v3.12.1| true",
                "*              | 0.0.1  | true",
                "<2             | 2.0.0  | false",
            })
    void comparatorsMustAllHold(String constraint, String version, boolean accepted) {
        assertThat(VersionConstraint.parse(constraint)
                        .orElseThrow()
                        .accepts(SemanticVersion.parseLenient(version).orElseThrow()))
                .isEqualTo(accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", ">=", "3.x", ">=3,,<4", "=>3", ">=*", "1.2.3.4"})
    void whatIsNoConstraintIsRefused(String text) {
        assertThat(VersionConstraint.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "01.0.0", "1.0.0-", "v1.0.0", "1.0.0.0", "", "latest"})
    void aPackVersionHasThreePartsWithoutLeadingZeros(String text) {
        assertThat(SemanticVersion.parse(text)).isEmpty();
    }

    @Test
    void versionsAreOrderedAsSemanticVersioningOrdersThem() {
        List<String> ordered = List.of(
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.10.0");
        Stream<SemanticVersion> versions = ordered.reversed().stream()
                .map(text -> SemanticVersion.parse(text).orElseThrow());
        assertThat(versions.sorted().map(SemanticVersion::toString)).isEqualTo(ordered);
    }
}
