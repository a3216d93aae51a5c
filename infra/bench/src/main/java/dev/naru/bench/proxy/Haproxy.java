package dev.naru.bench.proxy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** HAProxy of the system. */
public final class Haproxy implements Proxy {

    @Override
    public String name() {
        return "haproxy";
    }

    @Override
    public boolean peer() {
        return true;
    }

    @Override
    public Optional<String> missing() {
        return Programs.find("haproxy").isPresent()
                ? Optional.empty()
                : Optional.of("HAProxy is not installed; Debian, Ubuntu: apt install haproxy");
    }

    @Override
    public String version() throws IOException, InterruptedException {
        String line = Programs.firstLine(List.of(program(), "-v"));
        String[] words = line.split(" ", -1);
        return words.length > 2 ? words[0] + " " + words[2] : line;
    }

    @Override
    public List<String> configure(Setup setup) throws IOException {
        Map<String, String> values = Template.values(setup);
        values.put("connections", "12000");
        values.put("logTo", setup.accessLog() ? "log ring@requests local0" : "");
        values.put("logUse", setup.accessLog() ? "log global" : "no log");
        return List.of(
                program(),
                "-db", // stay in the foreground, one process
                "-f",
                Template.write("haproxy.cfg", values, setup.dir()).toString());
    }

    private static String program() {
        return Programs.find("haproxy").orElseThrow().toString();
    }
}
