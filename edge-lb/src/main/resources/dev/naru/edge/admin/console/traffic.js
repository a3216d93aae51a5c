// The last five minutes of one upstream, by group, and the figures of this moment.
import { byId, fill, h } from "./dom.js";
import { recent } from "./rates.js";
import { decimal, number, say, time } from "./words.js";

const POINTS = 300;
export const COLORS = ["#0ca678", "#4c6ef5", "#f08c00", "#d6336c", "#7048e8", "#1098ad"];
const CHARTS = [
  { title: "perSecond", of: (group, rate) => rate.requests },
  { title: "p95", of: group => recent(group, "p95Ms") },
  { title: "errors5", of: (group, rate) => rate.errors5xx + rate.connectErrors + rate.timeouts },
];

const history = new Map(); // of an upstream: { times, groups: Map(name → one array for each chart) }
let plots = [];
let shown = "";

byId("chart-upstream").addEventListener("change", () => draw(true));

function remember(state, rates, at) {
  for (const upstream of state.upstreams) {
    const kept = history.get(upstream.name) ?? { times: [], groups: new Map() };
    history.set(upstream.name, kept);
    kept.times.push(at / 1000);
    for (const group of upstream.groups) {
      const rate = rates.group(upstream.name, group);
      const rows = kept.groups.get(group.name) ?? CHARTS.map(() => kept.times.slice(1).map(() => null));
      kept.groups.set(group.name, rows);
      CHARTS.forEach((chart, i) => rows[i].push(rate.known ? chart.of(group, rate) : null));
    }
    for (const rows of kept.groups.values()) {
      for (const row of rows) {
        if (row.length < kept.times.length) row.push(null); // a group that is gone
        if (row.length > POINTS) row.shift();
      }
    }
    if (kept.times.length > POINTS) kept.times.shift();
  }
}

function draw(anew = false) {
  const upstream = byId("chart-upstream").value;
  const kept = history.get(upstream);
  if (!kept) return;
  const names = [...kept.groups.keys()];
  const picture = `${upstream} ${names} ${document.documentElement.lang}`;
  if (anew || picture !== shown) {
    shown = picture;
    plots.forEach(plot => plot.destroy());
    const box = byId("charts");
    box.replaceChildren();
    const ink = getComputedStyle(document.body).getPropertyValue("color");
    const axis = { stroke: ink, grid: { stroke: "#8884", width: 1 }, ticks: { stroke: "#8884", width: 1 }, font: "11px system-ui" };
    plots = CHARTS.map(chart => {
      const card = h("div", { class: "card chart" }, h("h3", {}, say(chart.title)));
      box.append(card);
      return new uPlot({
        width: Math.max(200, card.clientWidth - 34), height: 170, cursor: { drag: { x: false, y: false } },
        scales: { y: { range: (plot, low, high) => [0, Math.max(1, high ?? 1) * 1.1] } },
        axes: [{ ...axis, values: (plot, seconds) => seconds.map(at => time(at * 1000)), space: 80 }, { ...axis, size: 46 }],
        series: [{ label: say("time"), value: (plot, at) => (at === null ? "–" : time(at * 1000)) }, ...names.map((name, i) => ({ label: name, stroke: COLORS[i % COLORS.length], width: 2, points: { show: false },
          value: (plot, value) => decimal(value) }))],
      }, [kept.times, ...names.map(() => kept.times.map(() => null))], card);
    });
  }
  plots.forEach((plot, i) => plot.setData([kept.times, ...names.map(name => kept.groups.get(name)[i])]));
}

new ResizeObserver(() => {
  for (const plot of plots) plot.setSize({ width: Math.max(200, plot.root.parentElement.clientWidth - 34), height: 170 });
}).observe(byId("charts"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(true));

function figures(state, rates) {
  const all = { requests: 0, errors4xx: 0, errors5xx: 0, connectErrors: 0, timeouts: 0 };
  let inFlight = 0, idle = 0, waiting = 0;
  for (const upstream of state.upstreams) {
    waiting += upstream.waiting;
    for (const group of upstream.groups) {
      const rate = rates.group(upstream.name, group);
      for (const name in all) all[name] += rate[name];
      for (const server of group.servers) {
        inFlight += server.inFlight;
        idle += server.idle;
      }
    }
  }
  const failures = all.connectErrors + all.timeouts;
  const figure = (value, word, tone = "") => h("div", { class: "figure" }, h("b", { class: tone }, value), h("span", {}, say(word)));
  fill(byId("figures"),
    figure(decimal(all.requests), "perSecond"), figure(decimal(all.errors4xx), "errors4"),
    figure(decimal(all.errors5xx), "errors5", all.errors5xx > 0 ? "bad" : ""), figure(decimal(failures), "failed", failures > 0 ? "bad" : ""),
    figure(number(inFlight), "inFlight"), figure(number(waiting), "waiting", waiting > 0 ? "warn" : ""), figure(number(idle), "idle"),
    figure(number(state.listeners.reduce((sum, listener) => sum + listener.open, 0)), "open"));
}

export function show(state, rates, at) {
  remember(state, rates, at);
  const select = byId("chart-upstream");
  const names = state.upstreams.map(upstream => upstream.name);
  if ([...select.options].map(option => option.value).join() !== names.join()) {
    const chosen = select.value;
    select.replaceChildren(...names.map(name => h("option", { value: name }, name)));
    if (names.includes(chosen)) select.value = chosen;
  }
  figures(state, rates);
  draw();
}
