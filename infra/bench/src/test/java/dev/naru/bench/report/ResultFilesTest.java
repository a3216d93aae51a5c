package dev.naru.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ResultFilesTest {

    private static final Results RESULTS = Samples.results(
            Samples.cpu("edge", 1, 18),
            Samples.cpu("nginx", 1, 20),
            Samples.cpu("haproxy", 1, 30),
            Samples.cpu("edge", 2, 18, "1 failed requests, first: <reset> & gone"));

    @TempDir
    Path dir;

    @Test
    void theReportShowsMediansRatiosTargetsAndWhatIsVoid() {
        String report = ResultFiles.report(RESULTS);

        assertTrue(
                report.contains(
                        "| 108-byte answer, 64 connections | 18.0 (**0.90**) | 20.0 | 30.0 (**1.50**) | 0.90 |"),
                report);
        assertTrue(report.contains("**void** small-64, edge, round 2: 1 failed requests"), report);
        assertTrue(report.contains("AMD EPYC, 2 cores"), report);
    }

    @Test
    void plotsAreWellFormedAndShowEveryProxy() throws Exception {
        ResultFiles.write(RESULTS, dir);

        for (String name : List.of("cpu.svg", "warm-up.svg")) {
            Document svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(dir.resolve(name).toFile());
            assertEquals("svg", svg.getDocumentElement().getTagName());
            String text = svg.getDocumentElement().getTextContent();
            assertTrue(text.contains("edge") && text.contains("nginx") && text.contains("haproxy"), text);
        }
        assertTrue(Files.readString(dir.resolve("warm-up.svg")).contains("<polyline"));
    }

    @Test
    void plotsOfNothingAreWellFormed() throws Exception {
        ResultFiles.write(Samples.results(), dir);

        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(dir.resolve("cpu.svg").toFile());
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(dir.resolve("warm-up.svg").toFile());
    }

    @Test
    void jsonAndCsvHoldEverySample() throws Exception {
        ResultFiles.write(RESULTS, dir);

        JsonNode json = new ObjectMapper().readTree(dir.resolve("results.json").toFile());
        assertEquals(4, json.get("samples").size());
        assertEquals(18.0, json.at("/samples/0/values/CPU_US").asDouble());
        assertEquals("nginx 1.22.1", json.at("/run/versions/nginx").asText());
        List<String> csv = Files.readAllLines(dir.resolve("results.csv"));
        assertTrue(csv.contains("small-64,nginx,1,cpu_us,µs,20.000"), csv.toString());
    }
}
