package dev.naru.edge.admin;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows for people: columns as wide as their widest cell, numbers to the right. */
final class CtlTable {
    private final List<List<String>> rows = new ArrayList<>();

    CtlTable(String... titles) {
        rows.add(List.of(titles));
    }

    void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell));
        }
        rows.add(row);
    }

    void print(PrintStream out) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        boolean[] numbers = new boolean[columns];
        for (int c = 0; c < columns; c++) {
            numbers[c] = rows.size() > 1;
            for (int r = 0; r < rows.size(); r++) {
                String cell = rows.get(r).get(c);
                widths[c] = Math.max(widths[c], cell.length());
                numbers[c] &= r == 0 || cell.matches("[0-9.]*|-");
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int c = 0; c < columns; c++) {
                String gap = " ".repeat(widths[c] - row.get(c).length());
                line.append(numbers[c] ? gap + row.get(c) : row.get(c) + gap).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
