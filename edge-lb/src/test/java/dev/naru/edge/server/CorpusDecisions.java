package dev.naru.edge.server;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Messages of the corpus on which the edge means to differ from their origin, by reason. An entry that is not needed fails the test. */
final class CorpusDecisions {
    private static final Map<String, List<String>> REFUSED = Map.ofEntries(
            Map.entry(
                    "a fragment never belongs to a request target (RFC 9112 §3.2)",
                    List.of(
                            "valid/005",
                            "valid/009",
                            "uri:167",
                            "transfer-encoding:538",
                            "transfer-encoding:682",
                            "transfer-encoding:715",
                            "transfer-encoding:753",
                            "transfer-encoding:795")),
            Map.entry("octets of 0x80 and above in the target", List.of("valid/027")),
            Map.entry(
                    "a sub-delimiter in Host: no DNS name has one, and gunicorn's invalid/011 refuses the same value",
                    List.of("valid/002", "valid/003")),
            Map.entry(
                    "user information in the target (RFC 9110 §4.2.4)",
                    List.of("valid/rfc9112_target_absolute_userinfo_01", "uri:224")),
            Map.entry(
                    "CONNECT gets 405",
                    List.of("valid/rfc9112_target_authority_connect_01", "valid/rfc9112_target_authority_ipv6_01")),
            Map.entry(
                    "OPTIONS * is answered by the edge: it asks about a server, not about a site behind one",
                    List.of("valid/rfc9112_target_asterisk_options_01")),
            Map.entry("* belongs to OPTIONS alone", List.of("method:137")),
            Map.entry(
                    "a space around the semicolon of a chunk extension, or behind the size",
                    List.of("valid/013", "transfer-encoding:1217")),
            Map.entry(
                    "a transfer coding other than chunked gets 501 or 400",
                    List.of(
                            "valid/025",
                            "valid/025_line",
                            "valid/029",
                            "valid/030",
                            "valid/rfc9112_smuggle_gzip_chunked_01",
                            "valid/rfc9112_smuggle_te_identity_chunked_01")),
            Map.entry("a space before the colon (RFC 9112 §5.1)", List.of("valid/028")),
            Map.entry(
                    "names that read like framing fields when _ is taken for -",
                    List.of("valid/040", "valid/040_compat")),
            Map.entry(
                    "obsolete line folding (RFC 9112 §5.2)",
                    List.of(
                            "valid/compat_obs_fold",
                            "valid/compat_obs_fold_huge",
                            "invalid:688",
                            "sample:335",
                            "sample:575")),
            Map.entry(
                    "the PROXY protocol is read by listeners that are told so only",
                    List.of("valid/pp_01", "valid/pp_02", "valid/pp_04", "valid/pp_05")),
            Map.entry(
                    "lenient modes of llhttp: bare CR or LF, control octets, unterminated chunks",
                    List.of(
                            "content-length:521",
                            "invalid:570",
                            "lenient-header-value-relaxed:12",
                            "lenient-headers:8",
                            "lenient-headers:36",
                            "lenient-headers:111",
                            "sample:456",
                            "transfer-encoding:1027")),
            Map.entry(
                    "versions other than HTTP/1.x, and none at all",
                    List.of("lenient-version:6", "method:374", "method:404", "method:432", "sample:316")),
            Map.entry(
                    "lower-case methods are other methods; the message has no Host, and only upper-case ones are completed here",
                    List.of("valid/031compat", "valid/031compat2")));

    private static final Map<String, List<String>> PASSED = Map.ofEntries(
            Map.entry(
                    "gunicorn's limits are lower than the edge's defaults",
                    List.of(
                            "invalid/006",
                            "invalid/007",
                            "invalid/008",
                            "invalid/009",
                            "invalid/limit_header_default_01")),
            Map.entry(
                    "a field twice that neither frames nor routes is the back end's to judge", List.of("invalid/041")),
            Map.entry(
                    "trailers are dropped, whatever they are named",
                    List.of(
                            "invalid/rfc9110_trailer_forbidden_cl_01",
                            "invalid/rfc9110_trailer_forbidden_host_01",
                            "invalid/rfc9110_trailer_forbidden_te_01")),
            Map.entry(
                    "octets behind the last request of an HTTP/1.0 connection are nobody's",
                    List.of("connection:83", "connection:112")),
            Map.entry(
                    "the value of a field X, not a Transfer-Encoding: both sides see the Content-Length",
                    List.of("xprespace-09", "xprespace-20", "xprespace-a0", "xprespace-ff")));

    private static final Map<String, String> ALL = java.util.stream.Stream.of(REFUSED, PASSED)
            .flatMap(map -> map.entrySet().stream())
            .flatMap(entry -> entry.getValue().stream().map(id -> Map.entry(id, entry.getKey())))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private CorpusDecisions() {}

    /** Why the edge differs on this message, by id. */
    static Map<String, String> all() {
        return ALL;
    }
}
