package io.attune.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    private static final List<String> KNOWN = List.of("description", "default", "entry_point", "ref");

    @Test
    void aSlipIsRecognised() {
        assertThat(Spelling.nearest("desciption", KNOWN)).contains("description");
        assertThat(Spelling.nearest("Entry-Point", KNOWN)).contains("entry_point");
        assertThat(Spelling.nearest("rfe", KNOWN)).contains("ref");
    }

    @Test
    void anotherWordIsNoSlip() {
        assertThat(Spelling.nearest("banana", KNOWN)).isEmpty();
        assertThat(Spelling.nearest("x".repeat(10_000), KNOWN)).isEmpty();
    }
}
