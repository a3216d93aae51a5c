package dev.naru.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority for this one cluster and the certificates it signs (ECDSA P-256, RFC 5280). The authority's private key
 * is never written: it signs three certificates and is forgotten, and it is constrained to names under {@code shop.localhost}, so
 * that trusting {@code ca.pem} in a browser trusts nothing else. All are made anew when one is missing or ends within 30 days.
 */
final class Certificates {
    /** What the strictest platforms accept of a server certificate from a privately trusted authority. */
    static final Duration LIFETIME = Duration.ofDays(825);

    static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final Duration CLOCK_SKEW = Duration.ofHours(1);
    private static final String ZONE = "shop.localhost";

    private record Leaf(String file, List<String> hosts) {}

    private static final List<Leaf> LEAVES = List.of(
            new Leaf("www", List.of(PublicUrls.WWW, PublicUrls.MOBILE)),
            new Leaf("api", List.of(PublicUrls.API)),
            new Leaf("pg", List.of(PublicUrls.PG)));

    private final SecureRandom random = new SecureRandom();
    private final Instant now;

    private Certificates(Instant now) {
        this.now = now;
    }

    /** Makes {@code ca.pem} in the folder and {@code secrets/{www,api,pg}.{pem,key}} below it, unless all are there and valid. */
    static void ensure(Path folder, Clock clock) {
        Instant now = clock.instant();
        Path secrets = folder.resolve("secrets");
        boolean current = LEAVES.stream()
                .allMatch(leaf -> Files.exists(secrets.resolve(leaf.file() + ".key"))
                        && endsAfter(secrets.resolve(leaf.file() + ".pem"), now.plus(RENEW_BEFORE)));
        if (current && Files.exists(folder.resolve("ca.pem"))) {
            return;
        }
        try {
            new Certificates(now).make(folder);
        } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
            throw new LaunchException("Cannot make certificates in " + folder + ": " + e, e);
        }
    }

    private void make(Path folder) throws GeneralSecurityException, OperatorCreationException, IOException {
        X500Name issuer = new X500Name("CN=Naru local CA");
        KeyPair authority = keyPair();
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        X509v3CertificateBuilder root = builder(issuer, issuer, authority);
        root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        GeneralSubtree zone = new GeneralSubtree(new GeneralName(GeneralName.dNSName, ZONE));
        root.addExtension(Extension.nameConstraints, true, new NameConstraints(new GeneralSubtree[] {zone}, null));
        root.addExtension(
                Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(authority.getPublic()));
        PrivateFiles.write(folder.resolve("ca.pem"), sign(root, authority));

        Path secrets = PrivateFiles.folder(folder.resolve("secrets"));
        for (Leaf leaf : LEAVES) {
            KeyPair pair = keyPair();
            X509v3CertificateBuilder certificate =
                    builder(issuer, new X500Name("CN=" + leaf.hosts().getFirst()), pair);
            certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            certificate.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            certificate.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    identifiers.createAuthorityKeyIdentifier(authority.getPublic()));
            GeneralName[] names = leaf.hosts().stream()
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new);
            certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            PrivateFiles.write(
                    secrets.resolve(leaf.file() + ".key"),
                    Pem.text("PRIVATE KEY", pair.getPrivate().getEncoded()));
            PrivateFiles.write(secrets.resolve(leaf.file() + ".pem"), sign(certificate, authority));
        }
    }

    private X509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair subjectKeys) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).setBit(126),
                Date.from(now.minus(CLOCK_SKEW)),
                Date.from(now.plus(LIFETIME)),
                subject,
                subjectKeys.getPublic());
    }

    private String sign(X509v3CertificateBuilder certificate, KeyPair authority)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate());
        X509Certificate signed = new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
        return Pem.text("CERTIFICATE", signed.getEncoded());
    }

    private KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static boolean endsAfter(Path certificate, Instant moment) {
        if (!Files.exists(certificate)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(certificate)) {
            X509Certificate x509 =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return x509.getNotAfter().toInstant().isAfter(moment);
        } catch (IOException | GeneralSecurityException e) {
            throw new LaunchException(
                    "Cannot read the certificate " + certificate + ": delete it and it is made anew", e);
        }
    }
}
