package io.attune.cli.render;

import java.util.List;
import java.util.function.BinaryOperator;

/** Lines up cells in columns. */
final class Table {
    private static final String GAP = "  ";
    private static final int NARROWEST = 8;

    private Table() {}

    /**
     * @param width columns of the terminal; 0 cuts nothing
     * @param paint gives a padded cell its colour; arguments are the cell's text and the padded text
     */
    static String render(
            List<String> headers,
            List<List<String>> rows,
            int width,
            BinaryOperator<String> paintHeader,
            CellPaint paint) {
        int[] widths =
                new int[headers.isEmpty() ? rows.isEmpty() ? 0 : rows.getFirst().size() : headers.size()];
        measure(widths, headers);
        rows.forEach(row -> measure(widths, row));
        shrink(widths, width);
        var text = new StringBuilder();
        if (!headers.isEmpty()) {
            line(text, headers, widths, (_, cell, padded) -> paintHeader.apply(cell, padded));
        }
        for (var row : rows) {
            line(text, row, widths, paint);
        }
        return text.toString();
    }

    /** Colours one cell. */
    @FunctionalInterface
    interface CellPaint {
        String paint(int column, String cell, String padded);
    }

    private static void measure(int[] widths, List<String> cells) {
        for (int i = 0; i < cells.size(); i++) {
            widths[i] = Math.max(widths[i], DisplayText.width(cells.get(i)));
        }
    }

    /** Takes columns from the widest until the line fits: short ones such as ids stay whole. */
    private static void shrink(int[] widths, int width) {
        if (width <= 0) {
            return;
        }
        int total = GAP.length() * Math.max(0, widths.length - 1);
        for (int column : widths) {
            total += column;
        }
        while (total > width) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                if (widths[i] > widths[widest]) {
                    widest = i;
                }
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            total--;
        }
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths, CellPaint paint) {
        for (int i = 0; i < cells.size(); i++) {
            String cell = DisplayText.fit(cells.get(i), widths[i]);
            boolean last = i == cells.size() - 1;
            text.append(paint.paint(i, cells.get(i), last ? cell : DisplayText.pad(cell, widths[i])));
            text.append(last ? "\n" : GAP);
        }
    }
}
