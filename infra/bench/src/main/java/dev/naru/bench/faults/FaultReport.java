package dev.naru.bench.faults;

import dev.naru.bench.proc.Machine;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page that a run leaves. */
final class FaultReport {
    private FaultReport() {}

    /**
     * Writes it.
     *
     * @param versions by proxy
     * @param settings what was sent, and for how long
     */
    static String of(
            String date,
            String commandLine,
            Machine machine,
            Map<String, String> versions,
            String settings,
            List<String> remarks,
            List<Verdict> verdicts) {
        StringBuilder page = new StringBuilder("# Faults\n\n" + date + ", `" + commandLine + "`\n\n");
        page.append("- Machine: ")
                .append(machine.processor())
                .append(", ")
                .append(machine.cores())
                .append(" cores, ")
                .append(machine.memoryMb())
                .append(" MB")
                .append(machine.virtual() ? ", virtual" : "")
                .append("; Linux ")
                .append(machine.kernel())
                .append("; load on Java ")
                .append(machine.java())
                .append('\n');
        versions.forEach((proxy, version) ->
                page.append("- ").append(proxy).append(": ").append(version).append('\n'));
        page.append("- ").append(settings).append('\n');
        remarks.forEach(remark -> page.append("- ").append(remark).append('\n'));
        page.append("""

                *Errors* are whole answers that say that they failed (502, 503, 504, 429). *Lost*: no answer, or half of one that a client could tell from a whole one. *Wrong*: the answer to another
                request, or half of one that looks whole. *POSTs twice*: executed twice by back ends. *Sent again*: GETs that clients repeated since their kept connection was closed, as
                RFC 9112 has it; not counted as lost. *Worst* runs from the instant a request was due. *Recovery*: from the end of the fault to the last request that failed.

                | fault | proxy | requests | errors | lost | wrong | POSTs twice | sent again | worst, ms | recovery, ms |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        for (Verdict verdict : verdicts) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,d | %,d | %,d | %,d | %,d | %,d | %,.0f | %s |%n",
                    verdict.fault().name(),
                    verdict.proxy(),
                    verdict.requests(),
                    verdict.errors(),
                    verdict.lost(),
                    verdict.wrong(),
                    verdict.postsRepeated(),
                    verdict.repeatedByClients(),
                    verdict.worstMs(),
                    verdict.recoveryMs() < 0
                            ? "not before the end"
                            : String.format(Locale.ROOT, "%,.0f", verdict.recoveryMs())));
        }
        page.append("\n## What was done\n\n");
        verdicts.stream().map(Verdict::fault).distinct().forEach(fault -> page.append("- **")
                .append(fault.name())
                .append("**: ")
                .append(fault.what())
                .append(fault.answersNeeded() ? "" : " (no proxy can answer all)")
                .append('\n'));
        page.append("\n## What failed\n\n");
        for (Verdict verdict : verdicts) {
            if (!verdict.problems().isEmpty()) {
                page.append("- ")
                        .append(verdict.fault().name())
                        .append(", ")
                        .append(verdict.proxy())
                        .append(": ")
                        .append(String.join("; ", verdict.problems()))
                        .append('\n');
            }
        }
        return page.toString();
    }
}
