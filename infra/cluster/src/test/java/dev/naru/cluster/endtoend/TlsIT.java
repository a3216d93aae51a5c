package dev.naru.cluster.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTPS as a browser that trusts the cluster's authority sees it. */
@ExtendWith(OneCluster.class)
final class TlsIT {
    private static final int TIMEOUT_MS = 10_000;

    private final RunningCluster cluster;

    TlsIT(RunningCluster cluster) {
        this.cluster = cluster;
    }

    @ParameterizedTest
    @CsvSource({
        "www.shop.localhost, /",
        "m.shop.localhost, /",
        "api.shop.localhost, /products",
        "pg.shop.localhost, /ledger.json"
    })
    void eachNameHasACertificateOfItsOwn(String host, String path) throws Exception {
        assertEquals("HTTP/1.1 200", get(host, host, path));
    }

    @Test
    void aNameThatIsNotOursGetsNoCertificateToBelieve() {
        assertThrows(SSLException.class, () -> get("www.example.org", "www.example.org", "/"));
    }

    @Test
    void aConnectionForOneNameServesNoOther() throws Exception {
        assertEquals("HTTP/1.1 421", get("www.shop.localhost", "www.example.org", "/"));
    }

    private String get(String serverName, String host, String path) throws Exception {
        try (Socket plain = new Socket("127.0.0.1", cluster.urls().httpsPort());
                SSLSocket tls = (SSLSocket)
                        trusting().getSocketFactory().createSocket(plain, serverName, plain.getPort(), true)) {
            plain.setSoTimeout(TIMEOUT_MS);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            tls.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(tls.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
        }
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(cluster.caCertificate())) {
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
