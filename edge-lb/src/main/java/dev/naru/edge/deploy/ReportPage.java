package dev.naru.edge.deploy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The report of a deployment as one HTML page: no script, nothing loaded from elsewhere, light and dark, Korean and English, the choice of language without a script. */
final class ReportPage {
    private final Deployment d;
    private final StringBuilder out = new StringBuilder(32_768);

    private ReportPage(Deployment deployment) {
        this.d = deployment;
    }

    static String of(Deployment deployment) {
        return new ReportPage(deployment).page();
    }

    private String page() {
        out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>")
                .append(escape(d.id))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style></head><body>\n")
                .append("<input type=\"radio\" name=\"l\" id=\"ko\" checked><label for=\"ko\""
                        + " lang=\"ko\">한국어</label>\n")
                .append("<input type=\"radio\" name=\"l\" id=\"en\"><label for=\"en\">English</label>\n<main>\n");
        out.append("<h1>")
                .append(escape(d.plan.from()))
                .append(" → ")
                .append(escape(d.plan.to()))
                .append("</h1>\n");
        out.append("<p class=\"state ").append(d.state.word()).append("\">");
        say(koreanState(), englishState());
        out.append("</p>\n");
        if (!d.state.because().isEmpty()) {
            out.append("<p>").append(escape(d.state.because())).append("</p>\n");
        }
        facts();
        heading("가중치와 관측된 비율", "Weights asked and shares observed");
        ShareChart.append(out, d);
        heading("단계", "Steps");
        steps();
        heading("판정 근거", "What the guard found");
        findings();
        heading("경과", "Timeline");
        events();
        return out.append("</main></body></html>\n").toString();
    }

    private String koreanState() {
        return switch (d.state.word()) {
            case "done" -> "완료";
            case "rolled-back" -> "롤백됨";
            case "aborted" -> "중단됨";
            case "held" -> "보류 중";
            default -> "진행 중";
        };
    }

    private String englishState() {
        return switch (d.state.word()) {
            case "done" -> "Done";
            case "rolled-back" -> "Rolled back";
            case "aborted" -> "Aborted";
            case "held" -> "Held";
            default -> "Under way";
        };
    }

    private void facts() {
        TrafficPort.Account account = d.account;
        Users users = d.users();
        out.append("<dl>");
        fact("업스트림", "Upstream", escape(d.plan.upstream()));
        fact("시작", "Started", instant(d.startedAtMs));
        if (d.endedAtMs > 0) {
            fact(
                    "소요 시간",
                    "Took",
                    Duration.ofMillis(d.endedAtMs - d.startedAtMs)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString()
                            .substring(2)
                            .toLowerCase(Locale.ROOT));
        }
        fact("요청 수", "Requests", Long.toString(account.accepted()));
        fact("잃은 요청", "Requests lost", Long.toString(account.lost()));
        fact("재시도", "Attempts repeated", Long.toString(account.repeated()));
        fact(
                "이중 처리될 수 있는 POST 재시도",
                "POSTs repeated that may have been processed",
                Long.toString(account.repeatedUnsafe()));
        long fresh = d.steps.stream().mapToLong(s -> s.newGroup().requests()).sum();
        long bad = d.steps.stream()
                .mapToLong(s -> s.newGroup().errors5xx() + s.newGroup().connectErrors())
                .sum();
        fact("새 그룹의 요청 / 실패", "Requests of the new group / failed", fresh + " / " + bad);
        fact("자리를 지킨 사용자 (1만 명당)", "Users that stayed (of 10,000)", Integer.toString(users.stayed()));
        fact("한 번 옮겨 머문 사용자", "Users that moved once and stay", Integer.toString(users.movedOnce()));
        fact("옮겼다가 돌아온 사용자", "Users that moved and came back", Integer.toString(users.movedBack()));
        fact("더 자주 옮긴 사용자", "Users that moved more often", Integer.toString(users.movedMore()));
        out.append("</dl>\n");
    }

    private void fact(String korean, String english, String html) {
        out.append("<div><dt>");
        say(korean, english);
        out.append("</dt><dd>").append(html).append("</dd></div>");
    }

    private void steps() {
        out.append("<div class=\"wide\"><table><thead><tr>");
        column("단계", "Step");
        column("요청 비율", "Asked");
        column("관측 비율", "Observed");
        column("그룹", "Group");
        column("요청", "Requests");
        column("5xx", "5xx");
        column("연결 실패", "No answer");
        column("p50", "p50");
        column("p95", "p95");
        column("p99", "p99");
        column("판정", "Verdict");
        out.append("</tr></thead><tbody>\n");
        for (StepRecord step : d.steps) {
            out.append("<tr><td rowspan=\"2\">")
                    .append(step.step() + 1)
                    .append("</td><td rowspan=\"2\">")
                    .append(step.share())
                    .append(" %</td><td rowspan=\"2\">")
                    .append(String.format(Locale.ROOT, "%.1f %%", step.observed()))
                    .append("</td>");
            tally(d.plan.from(), step.oldGroup());
            out.append("<td rowspan=\"2\">")
                    .append(Words.of(step.decision()))
                    .append("<br><small>")
                    .append(escape(step.reason()))
                    .append("</small></td></tr>\n<tr>");
            tally(d.plan.to(), step.newGroup());
            out.append("</tr>\n");
        }
        out.append("</tbody></table></div>\n");
    }

    private void tally(String group, Tally tally) {
        out.append("<td>").append(escape(group)).append("</td><td>").append(tally.requests());
        out.append("</td><td>").append(tally.errors5xx()).append("</td><td>").append(tally.connectErrors());
        for (double ms : new double[] {tally.p50Ms(), tally.p95Ms(), tally.p99Ms()}) {
            out.append("</td><td>").append(String.format(Locale.ROOT, "%.1f ms", ms));
        }
        out.append("</td>");
    }

    private void findings() {
        out.append("<div class=\"wide\"><table><thead><tr>");
        column("단계", "Step");
        column("항목", "Metric");
        column("이전 그룹", "Old group");
        column("새 그룹", "New group");
        column("증거", "Evidence");
        column("롤백 기준", "Rolls back at");
        out.append("</tr></thead><tbody>\n");
        for (StepRecord step : d.steps) {
            for (Finding finding : step.findings()) {
                out.append("<tr")
                        .append(finding.worse() ? " class=\"worse\"" : "")
                        .append("><td>");
                out.append(step.step() + 1)
                        .append("</td><td>")
                        .append(finding.metric().label)
                        .append("</td><td>");
                value(finding, finding.oldValue(), finding.oldCount(), finding.oldTotal());
                out.append("</td><td>");
                value(finding, finding.newValue(), finding.newCount(), finding.newTotal());
                out.append(String.format(
                        Locale.ROOT, "</td><td>%.3g</td><td>%.0f</td></tr>%n", finding.evidence(), finding.limit()));
            }
        }
        out.append("</tbody></table></div>\n");
    }

    private void value(Finding finding, double value, long count, long total) {
        boolean latency = finding.metric() == Metric.P95 || finding.metric() == Metric.P99;
        out.append(
                latency
                        ? String.format(Locale.ROOT, "%.1f ms", value)
                        : String.format(Locale.ROOT, "%.2f %%", 100 * value));
        out.append(" <small>(").append(count).append('/').append(total).append(")</small>");
    }

    private void events() {
        out.append("<ol>\n");
        List<Event> events = d.events;
        for (Event event : events) {
            out.append("<li><time>")
                    .append(instant(event.atMs()))
                    .append("</time> <b>")
                    .append(escape(event.kind()));
            out.append("</b> ").append(escape(event.text())).append("</li>\n");
        }
        out.append("</ol>\n");
    }

    private void heading(String korean, String english) {
        out.append("<h2>");
        say(korean, english);
        out.append("</h2>\n");
    }

    private void column(String korean, String english) {
        out.append("<th scope=\"col\">");
        say(korean, english);
        out.append("</th>");
    }

    private void say(String korean, String english) {
        if (korean.equals(english)) {
            out.append(korean);
            return;
        }
        out.append("<span lang=\"ko\">")
                .append(korean)
                .append("</span><span lang=\"en\">")
                .append(english);
        out.append("</span>");
    }

    private static String instant(long ms) {
        return Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static final String STYLE = """
        :root{color-scheme:light dark;--ink:#1a1d21;--soft:#5d6672;--line:#d7dce2;--paper:#fff;--new:#0b66c3;--old:#8a939e;--bad:#b3261e;--good:#1b7f3b}
        @media (prefers-color-scheme:dark){:root{--ink:#e7eaee;--soft:#9aa4b0;--line:#363c44;--paper:#15181c;--new:#6fb1f5;--old:#7b8591;--bad:#ff8a80;--good:#6fd08c}}
        body{margin:0 auto;max-width:62rem;padding:1rem;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
        h1{font-size:1.5rem;margin:.6rem 0 0}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}
        label{margin-right:.8rem}
        #ko:checked~main span[lang=en],#en:checked~main span[lang=ko]{display:none}
        .state{font-weight:600}.done{color:var(--good)}.rolled-back,.aborted,.held{color:var(--bad)}
        dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:.4rem 1.2rem;margin:0}
        dl div{border-bottom:1px solid var(--line);padding:.2rem 0}dt{color:var(--soft);font-size:.85em}dd{margin:0;font-weight:600}
        .wide{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
        th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th{color:var(--soft);font-weight:500}
        tr.worse td{color:var(--bad);font-weight:600}small{color:var(--soft)}
        svg{width:100%;height:auto;max-width:60rem}ol{padding-left:1.2rem}time{color:var(--soft)}
        """;
}
