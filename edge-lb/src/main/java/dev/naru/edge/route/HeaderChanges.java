package dev.naru.edge.route;

import dev.naru.edge.config.HeaderEdits;
import dev.naru.edge.config.Template;
import dev.naru.edge.http.Ascii;
import dev.naru.edge.http.Fields;
import dev.naru.edge.http.Lines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is changed of the header fields of a message, compiled: names that go, lines that come. Immutable; allocates nothing. */
public final class HeaderChanges {
    /** Leaves a message as it is. */
    public static final HeaderChanges NONE = new HeaderChanges(List.of(), List.of());

    private final byte[][] dropped;
    private final Line[] lines;
    private final boolean saysHost;

    /** Pieces are octets, or a variable that is looked up. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Line(byte[] name, Object[] pieces) {}

    private HeaderChanges(List<String> dropped, List<Line> lines) {
        this.dropped = dropped.stream()
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        this.lines = lines.toArray(Line[]::new);
        this.saysHost =
                lines.stream().flatMap(line -> Stream.of(line.pieces())).anyMatch(Template.Variable.HOST::equals);
    }

    /** A site's changes, and a route's on top: what the route sets or removes, the site adds no more. */
    static HeaderChanges of(HeaderEdits site, HeaderEdits own, String route, String upstream) {
        Set<String> replaced = Stream.concat(own.set().stream().map(HeaderEdits.Line::name), own.remove().stream())
                .map(HeaderChanges::lower)
                .collect(Collectors.toSet());
        List<HeaderEdits.Line> lines = new ArrayList<>();
        Stream.of(site.set(), site.add())
                .flatMap(List::stream)
                .filter(line -> !replaced.contains(lower(line.name())))
                .forEach(lines::add);
        lines.addAll(own.set());
        lines.addAll(own.add());
        List<String> dropped = Stream.of(
                        site.remove().stream(),
                        own.remove().stream(),
                        site.set().stream().map(HeaderEdits.Line::name),
                        own.set().stream().map(HeaderEdits.Line::name))
                .flatMap(names -> names)
                .map(HeaderChanges::lower)
                .distinct()
                .toList();
        return lines.isEmpty() && dropped.isEmpty()
                ? NONE
                : new HeaderChanges(
                        dropped,
                        lines.stream()
                                .map(line -> compile(line, route, upstream))
                                .toList());
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Line compile(HeaderEdits.Line line, String route, String upstream) {
        Object[] pieces = line.value().parts().stream()
                .map(part -> switch (part) {
                    case Template.Literal literal -> Ascii.bytes(literal.text());
                    case Template.Variable variable when variable == Template.Variable.ROUTE -> Ascii.bytes(route);
                    case Template.Variable variable
                    when variable == Template.Variable.UPSTREAM -> Ascii.bytes(upstream);
                    case Template.Variable variable -> variable;
                    case Template.Captured captured ->
                        throw new IllegalArgumentException("a header has no capture " + captured.group());
                })
                .toArray();
        return new Line(Ascii.bytes(line.name()), pieces);
    }

    /** Whether there is nothing to do. */
    public boolean none() {
        return dropped.length == 0 && lines.length == 0;
    }

    /** Whether a line says the request's host, which then must be kept until the answer. */
    public boolean saysHost() {
        return saysHost;
    }

    /** Marks the fields of a parsed head that go no further, and adds the lines. */
    public void apply(byte[] in, Fields fields, Lines added, Facts facts) {
        for (byte[] name : dropped) {
            for (int f = 0; f < fields.count; f++) {
                if (Ascii.equalsIgnoreCase(in, fields.line[f], fields.nameEnd[f], name)) {
                    fields.drop(f);
                }
            }
        }
        addTo(added, facts);
    }

    /** Adds the lines to an answer of the edge's own, and takes out of its fields what they replace. */
    public String applyTo(String fields, Lines scratch, Facts facts) {
        scratch.clear();
        addTo(scratch, facts);
        StringBuilder kept = new StringBuilder();
        fields.lines().filter(line -> !drops(line)).forEach(line -> kept.append(line)
                .append("\r\n"));
        return kept.append(scratch).toString();
    }

    private boolean drops(String line) {
        byte[] name = Ascii.bytes(line.substring(0, Math.max(0, line.indexOf(':'))));
        for (byte[] gone : dropped) {
            if (Ascii.equalsIgnoreCase(name, 0, name.length, gone)) {
                return true;
            }
        }
        return false;
    }

    private void addTo(Lines added, Facts facts) {
        for (Line line : lines) {
            added.begin(line.name());
            for (Object piece : line.pieces()) {
                if (piece instanceof byte[] literal) {
                    added.put(literal, 0, literal.length);
                } else {
                    facts.put((Template.Variable) piece, added);
                }
            }
            added.end();
        }
    }
}
