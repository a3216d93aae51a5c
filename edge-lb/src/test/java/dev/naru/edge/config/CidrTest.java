package dev.naru.edge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

    @Property
    void containsWhatSharesItsFirstBits(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        BigInteger mask =
                BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE).shiftLeft(32 - bits);
        BigInteger masked = new BigInteger(1, network).and(mask);
        Cidr cidr = Cidr.parse(dotted(masked.intValue()) + "/" + bits);
        assertEquals(masked.equals(new BigInteger(1, address).and(mask)), cidr.contains(address));
        byte[] near = masked.or(new BigInteger(1, address).andNot(mask)).toByteArray();
        byte[] inside = new byte[4];
        for (int i = 0; i < 4 && i < near.length; i++) {
            inside[3 - i] = near[near.length - 1 - i];
        }
        assertTrue(cidr.contains(inside));
    }

    private static String dotted(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    @Test
    void sixIsNotFourUnlessMapped() throws UnknownHostException {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;
        assertTrue(Cidr.parse("10.0.0.0/8").contains(mapped));
        assertFalse(Cidr.parse("0.0.0.0/0")
                .contains(InetAddress.getByName("2001:db8::1").getAddress()));
        assertFalse(Cidr.parse("::/0").contains(new byte[] {10, 0, 0, 1}));
        assertTrue(Cidr.parse("2001:db8::/33")
                .contains(InetAddress.getByName("2001:db8:7fff::1").getAddress()));
        assertFalse(Cidr.parse("2001:db8::/33")
                .contains(InetAddress.getByName("2001:db8:8000::1").getAddress()));
        assertFalse(Cidr.parse("10.0.0.0/8").contains(new byte[] {10}));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10/8",
                "10.0.0/8",
                "010.0.0.0/8",
                "256.0.0.0/8",
                "10.0.0.0/8/8",
                "::/129",
                "fe80::1%eth0",
                "localhost",
                ":::/0",
                "1:2/3",
                "0x0a.0.0.0/8"
            })
    void refusesWhatIsNoBlock(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    }
}
