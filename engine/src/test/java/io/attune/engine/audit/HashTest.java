package io.attune.engine.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HashTest {
    @Test
    void isTheSha256OfTheUtf8Text() {
        assertThat(Hash.of("abc")).hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void whatIsJoinedSplitsAgain() {
        var hashes = List.of(Hash.of("a"), Hash.of("b"), Hash.NONE);

        assertThat(Hash.split(Hash.join(hashes))).isEqualTo(hashes);
        assertThat(Hash.split(new byte[0])).isEmpty();
        assertThatThrownBy(() -> Hash.split(new byte[33])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLinkDependsOnBothSides() {
        var a = Hash.of("a");
        var b = Hash.of("b");

        assertThat(a.link(b)).isNotEqualTo(b.link(a)).isNotEqualTo(a).isNotEqualTo(b);
    }
}
