package io.attune.cli.render;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.attune.cli.json.JsonText;
import io.attune.cli.json.Nodes;
import io.attune.cli.json.YamlText;
import java.io.PrintStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Writes results to standard output in the format the caller chose, and everything else to standard error (cli.md §2.3). */
public final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private final Style style;
    private boolean headerWritten;

    /**
     * How results are written.
     *
     * @param path picks from the JSON (see {@link JsonPath}); null for all of it
     * @param columns picked columns or fields; empty for the usual ones
     * @param sort field to sort a list by; null keeps the server's order
     * @param width columns of the terminal; 0 when standard output is none, then nothing is cut
     * @param rows lines of the terminal; 0 when there is no end to them
     * @param pager takes a list that is longer; answers false when it is to be written all the same
     * @param quiet only ids or refs, no chatter
     * @param terminal whether standard output is one
     */
    public record Style(
            Format format,
            @Nullable String path,
            List<String> columns,
            @Nullable String sort,
            boolean reverse,
            boolean headers,
            boolean quiet,
            boolean withMeta,
            boolean terminal,
            int width,
            int rows,
            Predicate<String> pager,
            Colour colour,
            Clock clock,
            ZoneId zone) {}

    public Output(PrintStream out, PrintStream err, Style style) {
        this.out = out;
        this.err = err;
        this.style = style;
    }

    public Format format() {
        return style.format();
    }

    public Colour colour() {
        return style.colour();
    }

    /** Something a person wants to know beside the result; silent for machines and with {@code --quiet}. */
    public void say(String text) {
        if (!style.quiet() && !style.format().forMachines()) {
            err.println(text);
        }
    }

    /** The end of a command that has nothing to show: a sentence for people, an object for machines. */
    public void done(String text) {
        switch (style.format()) {
            case JSON, JSON_PRETTY, YAML, JSONL ->
                document(Nodes.object().put("success", true).put("message", text));
            case TABLE, WIDE, CSV, TSV, NAME -> say(text);
        }
    }

    /** Something that must be known whatever the format. */
    public void warn(String text) {
        err.println("Warning: " + text);
    }

    /** Raw text of the result, such as a log line; not for values of others on a terminal without {@link #logLine}. */
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    /** A line of a run's output: on a terminal without control characters, else exactly as it is. */
    public void logLine(String line) {
        print((style.terminal() ? DisplayText.line(line) : line) + "\n");
    }

    /** A line of others that is shown among our own words. */
    public static String safeLine(String line) {
        return DisplayText.line(line);
    }

    /** One compact JSON object on a line of its own: the format of every follow mode. */
    public void jsonLine(JsonNode node) {
        print(JsonText.compact(node) + "\n");
    }

    /**
     * A list.
     *
     * @param name field that names an item: its ref or id
     * @param pagination of the server, shown with {@code --with-meta}
     */
    public void list(List<JsonNode> items, List<Column> columns, String name, String emptyHint, JsonNode pagination) {
        List<JsonNode> sorted = sort(items);
        if (style.quiet() || style.format() == Format.NAME) {
            sorted.forEach(item -> named(item, name));
            return;
        }
        switch (style.format()) {
            case JSON, JSON_PRETTY, YAML -> {
                ArrayNode array = Nodes.array();
                sorted.forEach(item -> array.add(pick(item)));
                JsonNode document = style.withMeta()
                        ? Nodes.object()
                                .<com.fasterxml.jackson.databind.node.ObjectNode>set("items", array)
                                .set("pagination", pagination)
                        : array;
                document(document);
            }
            case JSONL -> sorted.forEach(item -> jsonLine(pick(item)));
            case CSV, TSV -> separated(sorted, shown(columns));
            case TABLE, WIDE -> {
                if (sorted.isEmpty()) {
                    err.println(emptyHint);
                } else {
                    String text = table(sorted, shown(columns));
                    boolean longer = style.rows() > 0 && text.lines().count() >= style.rows();
                    if (!longer || !style.pager().test(text)) {
                        out.print(text);
                    }
                }
            }
            case NAME -> throw new IllegalStateException("written above");
        }
        out.flush();
    }

    /** Whether items of a list can be written as they come: in a format without a frame, and in the server's order. */
    public boolean streams() {
        boolean frameless = switch (style.format()) {
            case JSONL, CSV, TSV, NAME -> true;
            case TABLE, WIDE, JSON, JSON_PRETTY, YAML -> style.quiet();
        };
        return frameless && style.sort() == null && !style.reverse();
    }

    /** Whether nobody reads any more what is written, as behind {@code | head}. */
    public boolean abandoned() {
        return out.checkError();
    }

    /** One item of a list that is written as it is read; {@link #itemsEnd} follows the last one. */
    public void item(JsonNode item, List<Column> columns, String name) {
        if (style.quiet() || style.format() == Format.NAME) {
            named(item, name);
        } else if (style.format() == Format.JSONL) {
            out.println(JsonText.compact(pick(item)));
        } else {
            header(shown(columns));
            separated(item, shown(columns));
        }
    }

    /** An empty list has its header, too. */
    public void itemsEnd(List<Column> columns) {
        if (!style.quiet() && (style.format() == Format.CSV || style.format() == Format.TSV)) {
            header(shown(columns));
        }
        out.flush();
    }

    /** One object: lines of name and value for people. */
    public void object(JsonNode node, List<Column> lines, String name) {
        if (style.quiet() || style.format() == Format.NAME) {
            named(node, name);
            return;
        }
        switch (style.format()) {
            case JSON, JSON_PRETTY, YAML -> document(pick(node));
            case JSONL -> jsonLine(pick(node));
            case CSV, TSV -> separated(List.of(node), shown(lines));
            case TABLE, WIDE -> {
                var rows = new ArrayList<List<String>>();
                for (Column line : shown(lines)) {
                    String value = cell(line, node);
                    if (!value.isEmpty()) {
                        rows.add(List.of(line.header() + ":", value));
                    }
                }
                out.print(Table.render(
                        List.of(),
                        rows,
                        0,
                        (_, padded) -> padded,
                        (column, cell, padded) -> column == 0
                                ? style.colour().bold(padded)
                                : style.colour().status(cell, padded)));
            }
            case NAME -> throw new IllegalStateException("written above");
        }
        out.flush();
    }

    /** A value that has no table form of its own, such as a result: JSON, or YAML when asked for. */
    public void document(JsonNode node) {
        if (style.path() != null) {
            out.println(JsonPath.parse(style.path()).apply(node));
        } else if (style.format() == Format.YAML) {
            out.print(YamlText.write(node));
        } else if ((style.format() == Format.JSON && !style.terminal()) || style.format() == Format.JSONL) {
            out.println(JsonText.compact(node));
        } else {
            out.println(JsonText.pretty(node));
        }
        out.flush();
    }

    /** A titled block below a detail view; people only. */
    public void section(String title, JsonNode value) {
        if (style.quiet() || !style.format().tabular() || value.isMissingNode() || value.isNull()) {
            return;
        }
        block(title, JsonText.pretty(value));
    }

    /** A titled text below a detail view; people only. */
    public void section(String title, String text) {
        if (!style.quiet() && style.format().tabular() && !text.isEmpty()) {
            block(title, text.stripTrailing());
        }
    }

    private void block(String title, String text) {
        out.println();
        out.println(style.colour().bold(title + ":"));
        text.lines().forEach(line -> out.println("  " + DisplayText.line(line)));
        out.flush();
    }

    /** A titled table below a detail view; people only. */
    public void section(String title, List<JsonNode> rows, List<Column> columns) {
        if (style.quiet() || !style.format().tabular() || rows.isEmpty()) {
            return;
        }
        out.println();
        out.println(style.colour().bold(title + ":"));
        out.print(table(rows, columns));
        out.flush();
    }

    private void named(JsonNode item, String name) {
        out.println(DisplayText.line(Nodes.at(item, name).asText("")));
    }

    private List<JsonNode> sort(List<JsonNode> items) {
        var sorted = new ArrayList<>(items);
        String field = style.sort();
        if (field != null) {
            Comparator<JsonNode> byNumber =
                    Comparator.comparing(item -> Nodes.at(item, field).decimalValue());
            Comparator<JsonNode> byText =
                    Comparator.comparing(item -> Nodes.at(item, field).asText(""));
            boolean numeric =
                    items.stream().allMatch(item -> Nodes.at(item, field).isNumber());
            sorted.sort(numeric ? byNumber : byText);
        }
        return style.reverse() ? sorted.reversed() : sorted;
    }

    private JsonNode pick(JsonNode node) {
        if (style.columns().isEmpty()) {
            return node;
        }
        var picked = Nodes.object();
        style.columns().forEach(path -> {
            JsonNode value = Nodes.at(node, path);
            picked.set(path, value.isMissingNode() ? picked.nullNode() : value);
        });
        return picked;
    }

    private List<Column> shown(List<Column> columns) {
        if (style.columns().isEmpty()) {
            return columns.stream()
                    .filter(column -> !column.wideOnly() || style.format() == Format.WIDE)
                    .toList();
        }
        return style.columns().stream()
                .map(path -> columns.stream()
                        .filter(column ->
                                column.path().equals(path) || column.header().equalsIgnoreCase(path))
                        .findFirst()
                        .orElseGet(() -> Column.of(path, path)))
                .toList();
    }

    private String table(List<JsonNode> rows, List<Column> columns) {
        var cells = rows.stream()
                .map(row -> columns.stream().map(column -> cell(column, row)).toList())
                .toList();
        return Table.render(
                style.headers() ? columns.stream().map(Column::header).toList() : List.of(),
                cells,
                style.width(),
                (_, padded) -> style.colour().bold(padded),
                (column, cell, padded) -> columns.get(column).kind() == Column.Kind.STATUS
                        ? style.colour().status(cell, padded)
                        : padded);
    }

    private String cell(Column column, JsonNode row) {
        String plain = DisplayText.line(column.plain(row));
        if (column.kind() != Column.Kind.TIME || plain.isEmpty()) {
            return plain;
        }
        return style.format() == Format.WIDE
                ? Times.absolute(plain, style.zone())
                : Times.relative(plain, style.clock().instant());
    }

    private void separated(List<JsonNode> rows, List<Column> columns) {
        header(columns);
        rows.forEach(row -> separated(row, columns));
    }

    private void header(List<Column> columns) {
        if (style.headers() && !headerWritten) {
            out.println(
                    String.join(separator(), columns.stream().map(Column::path).toList()));
        }
        headerWritten = true;
    }

    private void separated(JsonNode row, List<Column> columns) {
        boolean tabs = style.format() == Format.TSV;
        out.println(String.join(
                separator(),
                columns.stream().map(column -> field(column.plain(row), tabs)).toList()));
    }

    private String separator() {
        return style.format() == Format.TSV ? "\t" : ",";
    }

    private static String field(String text, boolean tabs) {
        if (tabs) {
            return DisplayText.line(text);
        }
        boolean quote =
                text.indexOf(',') >= 0 || text.indexOf('"') >= 0 || text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
