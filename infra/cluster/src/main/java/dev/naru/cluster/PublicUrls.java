package dev.naru.cluster;

import java.util.List;

/** The public names, all of which lead to the edge. {@code httpPort} is the edge's; 80 is left out of the URLs. */
public record PublicUrls(int httpPort, int httpsPort) {
    public static final String WWW = "www.shop.localhost";
    public static final String MOBILE = "m.shop.localhost";
    public static final String API = "api.shop.localhost";
    public static final String PG = "pg.shop.localhost";

    /** Every public name. */
    public static final List<String> HOSTS = List.of(WWW, MOBILE, API, PG);

    static PublicUrls of(Ports ports) {
        return new PublicUrls(ports.of(Ports.Purpose.HTTP), ports.of(Ports.Purpose.HTTPS));
    }

    public String www() {
        return url(WWW);
    }

    public String mobile() {
        return url(MOBILE);
    }

    public String api() {
        return url(API);
    }

    public String pg() {
        return url(PG);
    }

    public String secureWww() {
        return "https://" + WWW + (httpsPort == 443 ? "" : ":" + httpsPort);
    }

    /**
     * A hosts file for the JVMs ({@code -Djdk.net.hosts.file}): few systems resolve {@code *.localhost} for programs, though
     * browsers do. A JVM given one asks nobody else, so the machine's own name is in it too.
     */
    public static String hostsFile(String machineName) {
        StringBuilder text = new StringBuilder("127.0.0.1 localhost\n");
        for (String host : HOSTS) {
            text.append("127.0.0.1 ").append(host).append('\n');
        }
        if (!machineName.equals("localhost")) {
            text.append("127.0.0.1 ").append(machineName).append('\n');
        }
        return text.toString();
    }

    private String url(String host) {
        return "http://" + host + (httpPort == 80 ? "" : ":" + httpPort);
    }
}
