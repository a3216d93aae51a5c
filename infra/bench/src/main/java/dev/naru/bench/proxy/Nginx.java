package dev.naru.bench.proxy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** nginx of the system. */
public final class Nginx implements Proxy {

    /** Descriptors: clients and the connections to the back end, within the usual hard limit of 20,000. */
    private static final String FILES = "20000";

    @Override
    public String name() {
        return "nginx";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Programs.find("nginx").isPresent()
                ? Optional.empty()
                : Optional.of("nginx is not installed; Debian, Ubuntu: apt install nginx-light");
    }

    @Override
    public String version() throws IOException, InterruptedException {
        return Programs.firstLine(List.of(program(), "-v")).replace("nginx version: nginx/", "nginx ");
    }

    @Override
    public List<String> configure(Setup setup) throws IOException {
        Map<String, String> values = Template.values(setup);
        values.put("user", System.getProperty("user.name"));
        values.put("files", FILES);
        values.put("connections", FILES);
        values.put(
                "accessLog",
                setup.accessLog() ? setup.dir() + "/nginx-access.log combined buffer=64k flush=1s" : "off");
        Template.write("nginx-site.conf", values, setup.dir());
        return List.of(
                program(),
                "-p",
                setup.dir().toString(),
                "-e",
                setup.dir() + "/nginx-error.log",
                "-c",
                Template.write("nginx.conf", values, setup.dir()).toString());
    }

    private static String program() {
        return Programs.find("nginx").orElseThrow().toString();
    }
}
