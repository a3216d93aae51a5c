package dev.naru.shop.auth;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Reads P-256 private keys. The PEM file need not hold the public half: it is computed (SEC 1, section 3.2.1). */
final class EcKeys {
    private static final String CURVE = "secp256r1";
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private EcKeys() {}

    /** @throws IOException naming the file and what is wrong with it */
    static SigningKey read(Path pem) throws IOException {
        String text = Files.readString(pem, StandardCharsets.US_ASCII);
        String begin = "-----BEGIN PRIVATE KEY-----";
        String end = "-----END PRIVATE KEY-----";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(pem + " holds no PKCS#8 PEM (" + begin + ")");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
            ECPrivateKey key =
                    (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            if (!key.getParams().getOrder().equals(curve().getOrder())) {
                throw new IOException(pem + " holds a key that is not on P-256");
            }
            return new SigningKey(key, publicKey(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(pem + " holds no EC private key: " + e.getMessage(), e);
        }
    }

    /** A key that dies with the process, for dev and test. */
    static SigningKey generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            var pair = generator.generateKeyPair();
            return new SigningKey((ECPrivateKey) pair.getPrivate(), (ECPublicKey) pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static ECPublicKey publicKey(ECPrivateKey key) throws GeneralSecurityException {
        ECParameterSpec curve = curve();
        ECPoint point = multiply(curve.getGenerator(), key.getS(), curve);
        return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve));
    }

    private static ECParameterSpec curve() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /** Double and add. Its timing depends on the key, which matters to nobody: it runs once, when the file is read. */
    private static ECPoint multiply(ECPoint point, BigInteger factor, ECParameterSpec curve) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger a = curve.getCurve().getA();
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum, p, a);
            if (factor.testBit(bit)) {
                sum = add(sum, point, p, a);
            }
        }
        return sum;
    }

    private static ECPoint add(ECPoint left, ECPoint right, BigInteger p, BigInteger a) {
        if (left.equals(ECPoint.POINT_INFINITY)) {
            return right;
        }
        if (right.equals(ECPoint.POINT_INFINITY)) {
            return left;
        }
        BigInteger slope;
        if (!left.getAffineX().equals(right.getAffineX())) {
            BigInteger run = right.getAffineX().subtract(left.getAffineX());
            slope = right.getAffineY().subtract(left.getAffineY()).multiply(run.modInverse(p));
        } else if (left.equals(right) && left.getAffineY().signum() != 0) {
            BigInteger rise = left.getAffineX().pow(2).multiply(THREE).add(a);
            slope = rise.multiply(left.getAffineY().multiply(TWO).modInverse(p));
        } else {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger x = slope.pow(2)
                .subtract(left.getAffineX())
                .subtract(right.getAffineX())
                .mod(p);
        BigInteger y = slope.multiply(left.getAffineX().subtract(x))
                .subtract(left.getAffineY())
                .mod(p);
        return new ECPoint(x, y);
    }
}
