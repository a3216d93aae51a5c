package dev.naru.cluster;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cluster's edge.yaml with other addresses. infra/edge/edge.yaml is a whole, valid configuration for the usual ports; a launch
 * differs from it in addresses only, so each one is replaced as the quoted text it is. An address that the file does not hold, or
 * holds twice, is an error: nothing is ever replaced by accident or left out silently.
 */
public final class EdgeConfigFile {
    private final Map<String, String> addresses = new TreeMap<>();

    /** {@code listen} and {@code admin} are the hosts that the public and the admin listeners bind. */
    private EdgeConfigFile(String listen, String admin, Ports ports) {
        addresses.put("0.0.0.0:8080", listen + ":" + ports.of(Ports.Purpose.HTTP));
        addresses.put("0.0.0.0:8443", listen + ":" + ports.of(Ports.Purpose.HTTPS));
        addresses.put("127.0.0.1:9900", admin + ":" + ports.of(Ports.Purpose.ADMIN));
    }

    /** All processes on this machine: loopback addresses and this launch's ports. */
    public static EdgeConfigFile local(Ports ports) {
        EdgeConfigFile file = new EdgeConfigFile("0.0.0.0", "127.0.0.1", ports);
        for (Upstream upstream : Upstream.values()) {
            file.addresses.put(upstream.usualAddress(), "127.0.0.1:" + ports.of(upstream.port));
        }
        return file;
    }

    /** Each process in a container of its own: service names of docker-compose.yml, port 8080 in each. */
    public static EdgeConfigFile containers() {
        EdgeConfigFile file = new EdgeConfigFile("0.0.0.0", "0.0.0.0", Ports.contract());
        for (Upstream upstream : Upstream.values()) {
            file.addresses.put(upstream.usualAddress(), upstream.service + ":8080");
        }
        return file;
    }

    /** The template with every address replaced. */
    public String from(String template) {
        String text = template;
        for (Map.Entry<String, String> address : addresses.entrySet()) {
            String quoted = '"' + address.getKey() + '"';
            int at = template.indexOf(quoted);
            if (at < 0 || template.indexOf(quoted, at + 1) >= 0) {
                throw new LaunchException("infra/edge/edge.yaml must hold the address " + quoted
                        + " exactly once: the launcher replaces it with the port of this launch");
            }
            // A mark that no address holds, so that a replacement is never replaced again.
            text = text.replace(quoted, '"' + "\0" + address.getValue() + '"');
        }
        return text.replace("\0", "");
    }

    private enum Upstream {
        PROD1_A(Ports.Purpose.PROD1_A, "prod1-a"),
        PROD1_B(Ports.Purpose.PROD1_B, "prod1-b"),
        PROD2_A(Ports.Purpose.PROD2_A, "prod2-a"),
        PROD2_B(Ports.Purpose.PROD2_B, "prod2-b"),
        ORIGIN_A(Ports.Purpose.ORIGIN_A, "origin-a"),
        ORIGIN_B(Ports.Purpose.ORIGIN_B, "origin-b"),
        PG(Ports.Purpose.PG, "pg-sim");

        private final Ports.Purpose port;
        private final String service;

        Upstream(Ports.Purpose port, String service) {
            this.port = port;
            this.service = service;
        }

        private String usualAddress() {
            return "127.0.0.1:" + port.usual();
        }
    }
}
