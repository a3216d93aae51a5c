// Logs in, listens to the edge's stream, and hands each state to the sections.
import { ApiError, call, get } from "./api.js";
import * as deployment from "./deployment.js";
import { byId, notice } from "./dom.js";
import * as events from "./events.js";
import "./explain.js";
import { Rates } from "./rates.js";
import * as topology from "./topology.js";
import * as traffic from "./traffic.js";
import { label, moment, say, switchLanguage } from "./words.js";

const rates = new Rates();
let latest = null;
let stream = null;
let lost = false;

function show(state) {
  latest = state;
  const at = Date.now();
  rates.add(state, at);
  const edge = state.edge;
  byId("edge-line").textContent = [`${edge.version} · ${edge.state} · ${edge.transport}`, `${say("since")} ${moment(edge.startedAt)}`,
    `${say("config")} ${edge.configHash?.slice(0, 8) ?? "–"}`, `${say("reloads")} ${edge.reloads}`].join(" · ");
  if (edge.lastReloadError) notice(say("badReload", edge.lastReloadError));
  else if (lost) notice("");
  lost = false;
  traffic.show(state, rates, at);
  topology.show(state, rates);
  deployment.follow().catch(failed);
}

function listen() {
  stream?.close();
  stream = new EventSource("api/events");
  stream.addEventListener("state", message => show(JSON.parse(message.data)));
  stream.addEventListener("event", message => events.event(JSON.parse(message.data)));
  stream.addEventListener("audit", message => events.audit(JSON.parse(message.data)));
  stream.addEventListener("deployment", message => {
    events.deployment(JSON.parse(message.data));
    deployment.refresh().catch(failed);
  });
  stream.addEventListener("error", async () => {
    // The browser tries again by itself; whether the session has ended it does not tell.
    lost = true;
    notice(say("lostEdge"));
    if (stream.readyState === EventSource.CLOSED) setTimeout(begin, 2000);
  });
}

function failed(e) {
  if (e instanceof ApiError && e.status === 401) login();
  else notice(e.message);
}

function login() {
  stream?.close();
  byId("main").hidden = true;
  byId("leave").hidden = true;
  byId("login").hidden = false;
  notice("");
  byId("login").elements.token.focus();
}

async function begin() {
  try {
    show(await get("api/state"));
  } catch (e) {
    if (e instanceof ApiError) return failed(e);
    lost = true;
    notice(say("lostEdge"));
    return setTimeout(begin, 2000);
  }
  byId("login").hidden = true;
  byId("main").hidden = false;
  byId("leave").hidden = false;
  listen();
  await Promise.all([deployment.refresh(), events.loadAudit()]).catch(failed);
}

byId("login").addEventListener("submit", async event => {
  event.preventDefault();
  const field = event.target.elements.token;
  try {
    await call("POST", "api/session", { token: field.value.trim() });
    field.value = "";
    await begin();
  } catch (e) {
    notice(e.status === 401 ? say("wrongToken") : e.message);
  }
});

byId("leave").addEventListener("click", async () => {
  await call("DELETE", "api/session").catch(failed);
  login();
});

byId("language").addEventListener("click", () => {
  switchLanguage();
  deployment.relabel();
  if (latest) show(latest);
});

label();
begin();
