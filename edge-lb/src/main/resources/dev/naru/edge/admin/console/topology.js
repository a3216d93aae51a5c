// Listeners, upstreams with their groups and servers, sites with their routes; and what an operator may do to them.
import * as api from "./api.js";
import { ask, askNumber, byId, fill, h, notice } from "./dom.js";
import { recent } from "./rates.js";
import { COLORS } from "./traffic.js";
import { decimal, number, percent, say } from "./words.js";

const chip = (text, tone = "", title = null) => h("span", { class: `chip ${tone}`, title }, text);
const head = (...words) => h("tr", {}, words.map(word => h("th", { scope: "col" }, say(word))));
const count = text => h("td", { class: "number" }, text);

async function change(promise) {
  try {
    await promise();
    notice(say("done"), true);
  } catch (e) {
    notice(e.message);
  }
}

const CONFIRM = { drain: "drainText", maintenance: "maintenanceText", ready: "readyText" };

function modes(item, path, apply) {
  const others = ["ready", "drain", "maintenance"].filter(mode => mode !== item.mode);
  return others.map(mode => h("button", {
    type: "button", "data-key": `${path}/${mode}`, "aria-label": `${say(mode)}: ${item.name}`,
    onclick: async () => {
      if (await ask(`${say(mode)}: ${item.name}`, say(CONFIRM[mode], item.name), say(mode), mode !== "ready")) await change(() => apply({ mode }));
    },
  }, say(mode)));
}

function weight(item, path, apply) {
  const title = item.weight === item.configuredWeight ? null : say("was", item.configuredWeight);
  return h("button", {
    type: "button", title, "data-key": `${path}/weight`, "aria-label": `${say("weightOf", item.name)}: ${item.weight}`,
    onclick: async () => {
      const given = await askNumber(say("weightOf", item.name), say("was", item.configuredWeight), say("setWeight"), item.weight);
      if (given !== null) await change(() => apply({ weight: given }));
    },
  }, item.weight === item.configuredWeight ? item.weight : `${item.weight} *`);
}

function serverState(server) {
  if (server.mode !== "ready") return chip(server.drained ? say("drained") : say(server.mode), "warn");
  if (!server.up) return [chip(say("down"), "bad"), " ", h("small", { class: "bad" }, server.reason ?? "")];
  return [chip(say("up"), "good"), server.backup ? [" ", chip(say("backup"))] : null];
}

function serverRow(upstream, server, rates) {
  const path = `${upstream.name}/${server.name}`;
  const apply = change => api.server(upstream.name, server.name, change);
  const rate = rates.server(upstream.name, server.name);
  return h("tr", {},
    h("th", { scope: "row" }, server.name, server.address === server.name ? null : h("div", { class: "soft" }, server.address)),
    h("td", {}, serverState(server)), count(decimal(rate?.requests)),
    count(["p50Ms", "p95Ms", "p99Ms"].map(p => decimal(recent(server, p))).join(" / ")),
    count(`${decimal(rate?.errors4xx)} / ${decimal(rate?.errors5xx)}`), count(number(server.inFlight)), count(number(server.idle)),
    h("td", {}, weight(server, path, apply)), h("td", {}, h("div", { class: "row" }, modes(server, path, apply))));
}

function groupCard(upstream, group, i, rates) {
  const apply = change => api.group(upstream.name, group.name, change);
  const path = `${upstream.name}//${group.name}`;
  const rate = rates.group(upstream.name, group);
  const state = group.drained ? chip(say("drained"), "warn") : group.mode !== "ready" ? chip(say(group.mode), "warn") : null;
  return h("div", {},
    h("div", { class: "row" },
      h("h3", {}, h("i", { class: "key", style: { background: COLORS[i % COLORS.length] } }), group.name), state,
      h("span", { class: "soft" }, `${decimal(rate.requests)} ${say("perSecond")} · p95 ${decimal(recent(group, "p95Ms"))} ms · 5xx ${decimal(rate.errors5xx)}/s`),
      h("label", { class: "inline" }, h("span", {}, say("weight")), weight(group, path, apply)), modes(group, path, apply)),
    h("div", { class: "scroll" }, h("table", {},
      h("thead", {}, h("tr", {}, ["server", "state"].map(word => h("th", { scope: "col" }, say(word))),
        h("th", { scope: "col", class: "number" }, say("rate")), h("th", { scope: "col", class: "number" }, "p50 / p95 / p99 ms"),
        h("th", { scope: "col", class: "number" }, "4xx / 5xx /s"), h("th", { scope: "col", class: "number" }, say("inFlight")),
        h("th", { scope: "col", class: "number" }, say("idle")), h("th", { scope: "col" }, say("weight")), h("th", { scope: "col" }, say("action")))),
      h("tbody", {}, group.servers.map(server => serverRow(upstream, server, rates))))));
}

/** Asked for, and in thin stripes below what really came. */
export function weightBars(upstream, rates) {
  const total = upstream.groups.reduce((sum, group) => sum + group.weight, 0) || 1;
  const came = upstream.groups.map(group => rates.group(upstream.name, group).requests);
  const all = came.reduce((sum, rate) => sum + rate, 0);
  const bar = (shares, label) => h("div", { class: "bar", role: "img", "aria-label": `${label}: ${upstream.groups.map((group, i) => `${group.name} ${percent(shares[i])}`).join(", ")}`,
    title: `${label}: ${upstream.groups.map((group, i) => `${group.name} ${percent(shares[i])}`).join(", ")}` },
  shares.map((share, i) => h("i", { style: { width: `${share * 100}%`, background: COLORS[i % COLORS.length] } })));
  return h("div", {}, bar(upstream.groups.map(group => group.weight / total), say("asked")), all > 0 ? bar(came.map(rate => rate / all), say("observed")) : null);
}

function upstreamCard(upstream, rates) {
  return h("article", { class: "card", id: `upstream-${upstream.name}` },
    h("div", { class: "row" }, h("h3", {}, `${say("upstream")} ${upstream.name}`), h("span", { class: "soft" }, upstream.balance),
      upstream.panic ? chip(say("panic"), "bad") : null, upstream.waiting > 0 ? chip(`${say("waiting")}: ${upstream.waiting}`, "warn") : null),
    weightBars(upstream, rates), upstream.groups.map((group, i) => groupCard(upstream, group, i, rates)));
}

function siteCard(site) {
  return h("article", { class: "card" }, h("h3", {}, `${say("site")} ${site.name} `, h("span", { class: "soft" }, site.hosts.join(", "))),
    h("div", { class: "scroll" }, h("table", {}, h("thead", {}, head("route", "match", "action", "requests"), ),
      h("tbody", {}, site.routes.map(route => h("tr", {},
        h("th", { scope: "row" }, route.name), h("td", {}, h("code", {}, route.match)),
        h("td", {}, route.upstream ? ["→ ", h("a", { href: `#upstream-${route.upstream}` }, route.upstream)] : route.action),
        h("td", {}, number(route.requests), route.errors5xx ? [" · ", h("span", { class: "bad" }, `5xx ${number(route.errors5xx)}`)] : null)))))));
}

function listenerRow(listener) {
  const verb = listener.draining ? "resume" : "drain";
  return h("tr", {}, h("th", { scope: "row" }, listener.name), h("td", {}, listener.address, listener.tls ? " TLS" : ""),
    h("td", {}, listener.draining ? chip(say("draining"), "warn") : chip(say("listening"), "good")), h("td", {}, number(listener.open)),
    h("td", {}, h("button", { type: "button", "data-key": `listener/${listener.name}`, "aria-label": `${say(verb)}: ${listener.name}`, onclick: async () => {
      const text = listener.draining ? say("readyText", listener.name) : say("drainListener", listener.name);
      if (await ask(`${say(verb)}: ${listener.name}`, text, say(verb), !listener.draining)) await change(() => api.listener(listener.name, verb));
    } }, say(verb))));
}

export function show(state, rates) {
  fill(byId("listeners"), h("div", { class: "card scroll" }, h("table", {}, h("thead", {}, head("listener", "address", "state", "openNow", "action")),
    h("tbody", {}, state.listeners.map(listenerRow)))));
  fill(byId("upstreams"), ...state.upstreams.map(upstream => upstreamCard(upstream, rates)));
  fill(byId("sites"), h("div", { class: "columns" }, state.sites.map(siteCard)));
}
