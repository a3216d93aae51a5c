package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code headers} of a site or a route. */
final class Headers {
    private static final Pattern LINE = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}): *(.*?) *");
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}");
    private static final int MAX_VALUE = 4096;

    /** Octets that a message can get in all: half of the room that is kept for lines of policies. */
    private static final int MAX_ADDED = 8192;

    /** Framing and connections are the edge's own affair; a wrong word here would split messages (RFC 9112, section 11). */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "transfer-encoding",
            "te",
            "trailer",
            "keep-alive",
            "proxy-connection",
            "proxy-authenticate",
            "proxy-authorization",
            "upgrade",
            "http2-settings",
            "expect");

    /** What a server believes of its client because only the edge can have written it. */
    private static final Set<String> OF_THE_EDGE = Set.of(
            "host",
            "proxy",
            "forwarded",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "x-real-ip",
            "x-request-id",
            "traceparent");

    private Headers() {}

    static HeadersConfig read(Section s) {
        HeadersConfig headers = new HeadersConfig(
                Objects.requireNonNullElse(s.section("request", request -> edits(request, true)), HeaderEdits.NONE),
                Objects.requireNonNullElse(s.section("response", answer -> edits(answer, false)), HeaderEdits.NONE));
        if (!s.has("request") && !s.has("response")) {
            s.refuse("expected request or response, found neither");
        }
        return headers;
    }

    /** A site's edits with a route's on top. */
    static void refuseTooMany(Section s, HeadersConfig site, HeadersConfig route) {
        int most = Math.max(
                octets(site.request()) + octets(route.request()), octets(site.response()) + octets(route.response()));
        if (most > MAX_ADDED) {
            s.refuse(
                    "headers",
                    "the lines of the site and the route can come to " + most + " bytes, at most " + MAX_ADDED
                            + " are taken");
        }
    }

    private static HeaderEdits edits(Section s, boolean request) {
        HeaderEdits edits = new HeaderEdits(
                s.texts("set", text -> line(text, request)),
                s.texts("add", text -> line(text, request)),
                s.texts("remove", text -> removed(text, request)));
        if (Stream.of("set", "add", "remove").noneMatch(s::has)) {
            s.refuse("expected set, add or remove, found none of them");
        }
        List<String> names = new ArrayList<>();
        Stream.concat(edits.set().stream().map(HeaderEdits.Line::name), edits.remove().stream())
                .map(name -> name.toLowerCase(Locale.ROOT))
                .forEach(name -> {
                    if (names.contains(name)) {
                        s.refuse("the header " + Texts.quote(name) + " is set or removed twice; once is enough");
                    }
                    names.add(name);
                });
        return edits;
    }

    private static HeaderEdits.Line line(String text, boolean request) {
        Matcher line = LINE.matcher(text);
        boolean plain = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (!plain || !line.matches() || line.group(2).length() > MAX_VALUE) {
            throw Texts.expected(
                    "a header line such as 'X-Frame-Options: DENY', its value in at most " + MAX_VALUE
                            + " bytes of ASCII",
                    text);
        }
        return new HeaderEdits.Line(
                name(line.group(1), request), Template.parse(line.group(2), Template.OF_HEADERS, 0));
    }

    private static String removed(String text, boolean request) {
        if (!NAME.matcher(text).matches()) {
            throw Texts.expected("the name of a header", text);
        }
        return name(text, request);
    }

    private static String name(String name, boolean request) {
        String known = name.toLowerCase(Locale.ROOT).replace('_', '-');
        if (OF_THE_CONNECTION.contains(known)) {
            throw new IllegalArgumentException("the header " + Texts.quote(name)
                    + " belongs to the framing of messages or to one connection; the edge writes it itself");
        }
        if (request && OF_THE_EDGE.contains(known)) {
            throw new IllegalArgumentException(
                    "the header " + Texts.quote(name) + " tells servers who asks; the edge writes it itself");
        }
        return name;
    }

    private static int octets(HeaderEdits edits) {
        return Stream.concat(edits.set().stream(), edits.add().stream())
                .mapToInt(line -> line.name().length()
                        + 4
                        + line.value().parts().stream()
                                .mapToInt(Headers::octets)
                                .sum())
                .sum();
    }

    private static int octets(Template.Part part) {
        return part instanceof Template.Literal literal ? literal.text().length() : 256; // a host, at most 255
    }
}
