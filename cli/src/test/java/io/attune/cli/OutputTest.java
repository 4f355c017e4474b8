package io.attune.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTest {
    private static final String PACKS = """
            {"items":[
              {"id":2,"ref":"core","label":"Core","version":"1.0.0","description":"Built in","updated":"2026-01-01T11:57:00Z"},
              {"id":1,"ref":"日本","label":"Wide","version":"1.10","description":"Breit \\u001b[31mrot, \\"zitiert\\"","updated":"2025-12-30T12:00:00Z"}],
             "pagination":{"page":1,"page_size":100,"total_items":2,"total_pages":1,"has_previous":false,"has_next":false}}""";

    @TempDir
    Path home;

    private StubServer server;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        server = new StubServer();
        server.on("GET /api/v1/packs", 200, PACKS);
        shell = Shell.loggedIn(home, server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tablesLineUpWideCharactersAndHoldNoControlCharacters() {
        assertThat(shell.run("pack", "list").out()).isEqualTo("""
                Ref   Version  Description
                core  1.0.0    Built in
                日本  1.10     Breit \uFFFD[31mrot, "zitiert"
                """);
    }

    @Test
    void tablesAreCutToTheTerminalAndColouredOnlyThere() {
        String out = shell.terminal(30).run("pack", "list").out();
        assertThat(out).contains("\u001B[1m").contains("…");
        assertThat(shell.terminal(30).run("pack", "list", "--no-color").out()).isEqualTo("""
                Ref   Version  Description
                core  1.0.0    Built in
                日本  1.10     Breit \uFFFD[31mrot…
                """);
    }

    @Test
    void timesAreRelativeInTablesAndAbsoluteInWideOnes() {
        String wide = shell.run("pack", "list", "--output", "wide").out();
        assertThat(wide).contains("ID  Ref", "2026-01-01 11:57:00 Z");
        assertThat(shell.run("pack", "list", "--columns", "ref,updated").out()).contains("core  3m ago", "日本  2d ago");
    }

    @Test
    void jsonIsABareArrayCompactInAPipeAndPrettyOnATerminal() {
        String piped = shell.run("pack", "list", "-j").out();
        assertThat(piped)
                .startsWith("[{\"id\":2,\"ref\":\"core\"")
                .endsWith("]\n")
                .hasLineCount(1);
        assertThat(shell.run("-j", "pack", "list", "--with-meta").out())
                .startsWith("{\"items\":[")
                .contains("\"pagination\":{\"page\":1");
        assertThat(shell.run("pack", "list", "--output", "json-pretty").out()).startsWith("[\n  {\n    \"id\": 2,\n");
    }

    @Test
    void yamlKeepsTextThatLooksLikeANumberAsText() {
        assertThat(shell.run("pack", "list", "-y", "--columns", "ref,version").out())
                .isEqualTo("""
                - ref: core
                  version: 1.0.0
                - ref: 日本
                  version: "1.10"
                """);
    }

    @Test
    void linesAndNamesForOtherPrograms() {
        assertThat(shell.run("pack", "list", "--output", "name").out()).isEqualTo("core\n日本\n");
        assertThat(shell.run("pack", "list", "-q").out()).isEqualTo("core\n日本\n");
        assertThat(shell.run("pack", "list", "--output", "jsonl", "--fields", "ref")
                        .out())
                .isEqualTo("{\"ref\":\"core\"}\n{\"ref\":\"日本\"}\n");
        assertThat(shell.run("pack", "list", "--output", "csv", "--columns", "ref,description")
                        .out())
                .isEqualTo("ref,description\ncore,Built in\n日本,\"Breit \u001B[31mrot, \"\"zitiert\"\"\"\n");
        assertThat(shell.run("pack", "list", "--output", "tsv", "--columns", "ref,version", "--no-headers")
                        .out())
                .isEqualTo("core\t1.0.0\n日本\t1.10\n");
    }

    @Test
    void listsAreSortedAndFilteredOnRequest() {
        assertThat(shell.run("pack", "list", "-q", "--sort", "id").out()).isEqualTo("日本\ncore\n");
        assertThat(shell.run("pack", "list", "-q", "--reverse").out()).isEqualTo("日本\ncore\n");
        assertThat(shell.run("pack", "list", "-q", "--name", "WIDE").out()).isEqualTo("日本\n");
    }

    @Test
    void anEmptyListGivesAHintToPeopleAndAnEmptyArrayToPrograms() {
        var nobody = shell.run("pack", "list", "--name", "nothing");
        assertThat(nobody.out()).isEmpty();
        assertThat(nobody.err()).contains("attune pack upload");
        assertThat(shell.run("pack", "list", "--name", "nothing", "-j").out()).isEqualTo("[]\n");
    }

    @Test
    void theFormatComesFromEnvironmentProfileAndFileInThisOrder() {
        assertThat(shell.with("ATTUNE_OUTPUT", "name").run("pack", "list").out())
                .isEqualTo("core\n日本\n");
        var configured = new Shell(home).config("""
                format: json
                profiles:
                  default: {api_url: "%s", auth_token: t, output_format: name}
                """.formatted(server.url()));
        assertThat(configured.run("pack", "list").out()).isEqualTo("core\n日本\n");
    }

    @Test
    void twoFormatsExcludeEachOther() {
        var done = shell.run("pack", "list", "-j", "-y");
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("exclude each other");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{[*].ref}                  | core 日本",
                "$[0].ref                   | core",
                "[-1].version               | 1.10",
                "{[0]['label']}-{[1].id}    | Core-1",
                "{[*].id}{\"\\t\"}end   | 2 1\tend",
                "{[9].ref}                  | ''",
                "{[0].none.deeper}          | ''",
            })
    void aPathPicksFromTheJson(String path, String expected) {
        assertThat(shell.run("pack", "list", "--output", "jsonpath=" + path).out())
                .isEqualTo(expected.replace("\\t", "\t") + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{.a", "{[x]}", "{.a b}", "{\"open}", "a..b"})
    void aPathThatIsNoneIsNamedBeforeAnythingIsAsked(String path) {
        var done = shell.run("pack", "list", "--output", "jsonpath=" + path);
        assertThat(done.status()).isEqualTo(2);
        assertThat(done.err()).contains("{[*].ref}");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void longListsAreWrittenAsTheyAreRead() throws IOException {
        try (var paged = new StubServer()) {
            paged.on(
                            "GET /api/v1/packs",
                            200,
                            "{\"items\":[{\"id\":1,\"ref\":\"a\"}],\"pagination\":{\"has_next\":true}}")
                    .on("GET /api/v1/packs", 500, "{\"error\":\"broken\"}");
            var done = Shell.loggedIn(home, paged).run("pack", "list", "--output", "jsonl", "--retries", "0");
            assertThat(done.status()).isEqualTo(9);
            assertThat(done.out()).isEqualTo("{\"id\":1,\"ref\":\"a\"}\n");
        }
    }

    @Test
    void separatedListsHaveTheirHeaderOnceAndEvenWhenEmpty() {
        assertThat(shell.run("pack", "list", "--output", "csv", "--columns", "ref", "--name", "nothing")
                        .out())
                .isEqualTo("ref\n");
        assertThat(shell.run("pack", "list", "--output", "csv", "--columns", "ref", "--sort", "id")
                        .out())
                .isEqualTo("ref\n日本\ncore\n");
    }

    @Test
    void listsLongerThanTheTerminalAreShownByThePager() {
        shell.terminal(80).with("LINES", "3").typing();
        assertThat(shell.run("pack", "list").out()).isEmpty();
        assertThat(shell.paged()).containsExactly("less: 3 lines");
        assertThat(shell.with("PAGER", "more")
                        .pagers("most")
                        .run("pack", "list", "--pager", "most")
                        .out())
                .isEmpty();
        assertThat(shell.run("pack", "list").out()).as("there is no such pager").contains("core");
        assertThat(shell.paged()).containsExactly("less: 3 lines", "most: 3 lines", "more: 3 lines");
    }

    @Test
    void noPagerIsStartedWhereNobodyReads() {
        shell.pagers("less");
        assertThat(shell.with("LINES", "3").run("pack", "list").out()).contains("core");
        shell.terminal(80).typing();
        assertThat(shell.run("pack", "list", "--no-pager").out()).contains("core");
        assertThat(shell.run("pack", "list", "--no-input").out()).contains("core");
        assertThat(shell.run("pack", "list", "-j").out()).contains("core");
        assertThat(shell.with("LINES", "4").run("pack", "list").out()).contains("core");
        assertThat(shell.with("LINES", "3")
                        .with("PAGER", "cat")
                        .run("pack", "list")
                        .out())
                .contains("core");
        assertThat(shell.paged()).isEmpty();
    }
}
