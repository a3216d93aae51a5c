package dev.naru.edge.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.naru.edge.tls.TestCertificates;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HstsTest {
    private static final String FIELD = "Strict-Transport-Security";

    @TempDir
    private Path folder;

    @Test
    void browsersAreToldOverTlsOnlyAndOnEveryAnswerOfTheSite() throws Exception {
        TestCertificates.selfSigned(folder, "a", "*.test");
        try (RecordingBackEnd backEnd = RecordingBackEnd.answering(
                        "HTTP/1.1 200 OK\r\nStrict-Transport-Security: max-age=5\r\nX-Kept: 1\r\nContent-Length: 2\r\n\r\nok");
                EdgeUnderTest edge = EdgeUnderTest.edge()
                        .to(backEnd)
                        .listeners("""
                                listeners:
                                  - { name: http, address: "127.0.0.1:0" }
                                  - { name: https, address: "127.0.0.1:0", tls: { certificates: [ { certificateFile: a.pem, keyFile: a.key } ] } }
                                """)
                        .sites("  - name: secure\n    hosts: [ s.test ]\n"
                                + "    hsts: { maxAgeSeconds: 31536000, includeSubDomains: true, preload: true }\n"
                                + "    routes:\n"
                                + "      - { name: all, path: /, proxy: { upstream: app } }\n"
                                + "      - { name: own, path: /own, respond: { status: 200, body: own } }\n"
                                + "      - { name: post, path: /post, methods: [ POST ], respond: { status: 200 } }")
                        .start(folder);
                RawClient plain = edge.connect();
                RawClient tls = new RawClient(new TlsClient().connect(edge.address(1), "s.test"))) {
            String line = "max-age=31536000; includeSubDomains; preload";
            for (String path : new String[] {"/", "/own", "/post"}) {
                RawClient.Answer answer = get(tls, "s.test", path);
                assertEquals(line, answer.only(FIELD), path);
                String overPlain = get(plain, "s.test", path).only(FIELD);
                assertEquals(path.equals("/") ? "max-age=5" : null, overPlain, "the edge adds nothing there");
            }
            assertEquals("1", get(tls, "s.test", "/").only("X-Kept"));
            assertEquals(
                    "max-age=5", get(tls, "a.test", "/").only(FIELD), "a site without hsts leaves it to its servers");
            assertEquals(null, get(tls, "a.test", "/own").only(FIELD));
        }
    }

    private static RawClient.Answer get(RawClient client, String host, String path) throws Exception {
        return client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                .answer();
    }
}
