package io.attune.pack.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class YamlReaderTest {
    @Test
    void plainScalarsFollowTheCoreSchema() throws YamlException {
        assertThat(json("{a: 1, b: 1.5, c: yes, d: true, e: , f: '1', g: 0x1F, h: 12345678901234567890, i: ~, 3: x}"))
                .isEqualTo("{\"a\":1,\"b\":1.5,\"c\":\"yes\",\"d\":true,\"e\":null,\"f\":\"1\",\"g\":31,"
                        + "\"h\":12345678901234567890,\"i\":null,\"3\":\"x\"}");
    }

    @Test
    void aliasesAndMergesWork() throws YamlException {
        assertThat(json("base: &b {x: 1, y: 2}\nuse: {<<: *b, y: 3}\nagain: *b\n"))
                .isEqualTo("{\"base\":{\"x\":1,\"y\":2},\"use\":{\"y\":3,\"x\":1},\"again\":{\"x\":1,\"y\":2}}");
    }

    @Test
    void placesCountFromOne() throws YamlException {
        var root = YamlReader.read("a:\n  - b: x\n").orElseThrow();
        assertThat(root.nearest(List.of("a", "0", "b")).place()).isEqualTo(new Place(2, 8));
    }

    @Test
    void anEmptyTextIsNothing() throws YamlException {
        assertThat(YamlReader.read("# only a comment\n")).isEmpty();
    }

    @Test
    void aKeyGivenTwiceIsAnError() {
        assertThatThrownBy(() -> YamlReader.read("a: 1\na: 2\n"))
                .isInstanceOfSatisfying(
                        YamlException.class, e -> assertThat(e.place()).isEqualTo(new Place(2, 1)))
                .hasMessageContaining("given twice");
    }

    @Test
    void aliasBombsAreRefused() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertThatThrownBy(() -> YamlReader.read(bomb.toString())).hasMessageContaining("at most");
    }

    @Test
    void aliasesOfALongTextAreCountedByItsLength() {
        var bomb = "text: &t " + "x".repeat(100_000) + "\nlist: [" + "*t, ".repeat(1_000) + "]\n";
        assertThatThrownBy(() -> YamlReader.read(bomb)).hasMessageContaining("characters");
    }

    @Test
    void anAliasCannotContainItself() {
        assertThatThrownBy(() -> YamlReader.read("a: &a [*a]\n")).hasMessageContaining("names no anchor");
    }

    @Test
    void deepNestingIsRefused() {
        assertThatThrownBy(() -> YamlReader.read("[".repeat(5000))).hasMessageContaining("nested at most");
    }

    @Test
    void tagsNeverChooseAClass() {
        assertThatThrownBy(() -> YamlReader.read("!!javax.script.ScriptEngineManager [x]\n"))
                .isInstanceOf(YamlException.class);
        assertThatThrownBy(() -> YamlReader.read("a: !java/object x\n")).hasMessageContaining("is not supported");
    }

    @Test
    void aSecondDocumentIsRefused() {
        assertThatThrownBy(() -> YamlReader.read("a: 1\n---\nb: 2\n")).hasMessageContaining("one document");
    }

    private static String json(String text) throws YamlException {
        return YamlReader.read(text).orElseThrow().json().toString();
    }
}
