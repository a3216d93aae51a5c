package dev.naru.edge.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads {@code listeners} and {@code admin}, which must not meet on a port. */
final class ListenerReader {
    private static final Addresses.Listen STAND_IN = new Addresses.Listen("", 0);
    private static final Addresses.Listen ADMIN = new Addresses.Listen("127.0.0.1", 9900);
    private static final Set<String> ANY_HOST = Set.of("0.0.0.0", "::");

    private final NearbyFiles files;
    private final boolean proxiesTrusted;
    private final Names names = new Names();
    private final List<Taken> taken = new ArrayList<>();

    private record Taken(Addresses.Listen address, String owner) {}

    ListenerReader(NearbyFiles files, boolean proxiesTrusted) {
        this.files = files;
        this.proxiesTrusted = proxiesTrusted;
    }

    ListenerConfig listener(Section s) {
        String name = s.name();
        names.claim(s, "name", name);
        Addresses.Listen address = s.required("address", STAND_IN, Addresses::listener);
        claim(s, address);
        TlsConfig tls = s.section("tls", this::tls);
        boolean proxyProtocol = s.flag("proxyProtocol", false);
        if (proxyProtocol && !proxiesTrusted) {
            s.refuse("proxyProtocol", "needs trustedProxies: without them every connection would be refused");
        }
        return new ListenerConfig(name, address.host(), address.port(), tls, proxyProtocol);
    }

    AdminConfig admin(Section s) {
        Addresses.Listen address = s.optional("address", ADMIN, Addresses::listener);
        claim(s, address);
        return new AdminConfig(
                address.host(),
                address.port(),
                s.required("tokenFile", files.folder(), files::readable),
                s.optional("auditLog", files::writable));
    }

    private TlsConfig tls(Section s) {
        return new TlsConfig(
                s.requiredSections("certificates", this::certificate),
                s.flag("tls12", true),
                s.integer("handshakeTimeoutMs", 10_000L, 100, 60_000));
    }

    private CertificateConfig certificate(Section s) {
        return new CertificateConfig(
                s.required("certificateFile", files.folder(), files::readable),
                s.required("keyFile", files.folder(), files::readable));
    }

    private void claim(Section s, Addresses.Listen address) {
        if (address.port() == 0) {
            return; // any free port, or a stand-in
        }
        for (Taken other : taken) {
            if (other.address.port() == address.port() && sameHost(other.address.host(), address.host())) {
                s.refuse("address", "port " + address.port() + " is taken by " + other.owner);
                return;
            }
        }
        taken.add(new Taken(address, s.path()));
    }

    private static boolean sameHost(String one, String other) {
        return one.equals(other) || ANY_HOST.contains(one) || ANY_HOST.contains(other);
    }
}
