// The failover deployment: where it stands, what the guard saw, and the four things an operator may do to it.
import * as api from "./api.js";
import { ask, byId, fill, h, notice } from "./dom.js";
import { decimal, moment, number, percent, say, sayState } from "./words.js";

const RUNNING = ["preparing", "shifting", "held", "finishing"];
const TONES = { done: "good", "rolled-back": "bad", aborted: "bad", held: "warn" };
let known = { configured: false, deployments: [] };

export const running = () => known.deployments.find(one => RUNNING.includes(one.state.name));

async function act(deployment, verb) {
  const text = say(`${verb}Text`, deployment.from);
  if (!(await ask(`${say(verb)}: ${deployment.from} → ${deployment.to}`, text, say(verb), verb === "rollback" || verb === "abort"))) return;
  try {
    await api.deployment(deployment.id, verb);
    notice(say("done"), true);
    await refresh();
  } catch (e) {
    notice(e.message);
  }
}

function steps(deployment) {
  const at = deployment.state.step ?? -1;
  const ended = ["rolled-back", "aborted"].includes(deployment.state.name);
  const reached = deployment.steps.length - 1;
  return h("ol", { class: "steps", "aria-label": say("steps") }, deployment.plan.steps.map((share, i) => {
    const record = deployment.steps.find(one => one.step === i);
    const current = !ended && i === at;
    const past = deployment.state.name === "done" || record?.decision === "go-on";
    const failed = ended && i === reached;
    return h("li", { class: failed ? "failed" : past ? "past" : "", "aria-current": current ? "step" : null }, `${share} %`);
  }));
}

const share = tally => (tally.answers > 0 ? tally.errors5xx / tally.answers : null);
const pair = (a, b) => h("td", { class: "number" }, `${a} → ${b}`);

function stepTable(deployment) {
  if (!deployment.steps.length) return null;
  const right = word => h("th", { scope: "col", class: "number" }, say(word));
  return h("div", { class: "scroll" }, h("table", {},
    h("caption", {}, `${say("oldGroup")} (${deployment.from}) → ${say("newGroup")} (${deployment.to})`),
    h("thead", {}, h("tr", {}, h("th", { scope: "col" }, say("step")), right("observed"), right("requests"), right("errorShare"), right("p95"), right("p99"),
      h("th", { scope: "col" }, say("verdict")))),
    h("tbody", {}, deployment.steps.map(step => h("tr", {},
      h("th", { scope: "row" }, `${step.share} %`), h("td", { class: "number" }, percent(step.observed / 100)),
      pair(number(step.old.requests), number(step.new.requests)), pair(percent(share(step.old)), percent(share(step.new))),
      pair(decimal(step.old.p95Ms), decimal(step.new.p95Ms)), pair(decimal(step.old.p99Ms), decimal(step.new.p99Ms)),
      h("td", {}, h("b", {}, step.decision), " ", step.reason, step.findings.filter(one => one.text).map(one => h("div", { class: "soft" }, one.text))))))));
}

function account(deployment) {
  const figure = (value, word, tone = "") => h("div", { class: "figure" }, h("b", { class: tone }, number(value)), h("span", {}, say(word)));
  const { accepted, lost, repeated, repeatedUnsafe } = deployment.account;
  return h("div", { class: "figures" }, figure(accepted, "accepted"), figure(lost, "lost", lost ? "bad" : "good"), figure(repeated, "repeated"),
    figure(repeatedUnsafe, "repeatedUnsafe", repeatedUnsafe ? "bad" : "good"), figure(deployment.users.stayed, "stayed"), figure(deployment.users.movedOnce, "moved"));
}

function buttons(deployment) {
  if (!RUNNING.includes(deployment.state.name)) return null;
  const button = (verb, tone = "") => h("button", { type: "button", class: tone, "data-key": `deployment/${verb}`, onclick: () => act(deployment, verb) }, say(verb));
  return h("div", { class: "row" }, deployment.state.name === "held" ? button("resume", "main") : button("hold"), button("rollback", "bad"), button("abort", "bad"));
}

function card(deployment) {
  const state = deployment.state;
  return h("article", { class: "card", id: "deployment-now" },
    h("div", { class: "row" }, h("h3", {}, `${deployment.upstream}: ${deployment.from} → ${deployment.to}`),
      h("span", { class: `chip ${TONES[state.name] ?? ""}`, id: "deployment-state", "data-state": state.name }, sayState(state.name)), h("span", { class: "soft" }, moment(deployment.startedAt)),
      h("a", { href: `api/deployments/${encodeURIComponent(deployment.id)}/report.html`, target: "_blank", rel: "noopener" }, say("report"))),
    state.reason ? h("p", { class: TONES[state.name] ?? "" }, state.reason) : null,
    steps(deployment), account(deployment), buttons(deployment), stepTable(deployment));
}

function startForm() {
  const field = (word, input) => h("label", {}, h("span", {}, say(word)), input);
  return h("form", { class: "card row", id: "deployment-start", onsubmit: begin },
    h("h3", { class: "wide" }, say("startTitle")),
    field("upstream", h("select", { name: "upstream" }, known.upstreams.map(one => h("option", { value: one.name }, one.name)))),
    field("to", h("select", { name: "to" }, h("option", { value: "" }, "–"), known.upstreams.flatMap(one => one.groups).map(name => h("option", { value: name }, name)))),
    field("steps", h("input", { name: "steps", placeholder: "10,25,50,75,100", pattern: "\\s*\\d+(\\s*,\\s*\\d+)*\\s*" })),
    field("bake", h("input", { name: "bake", inputmode: "numeric", pattern: "\\d+", size: 5 })),
    field("then", h("select", { name: "then" }, h("option", { value: "" }, "–"), h("option", { value: "swap" }, say("swap")), h("option", { value: "even" }, say("even")))),
    h("label", { class: "inline" }, h("input", { type: "checkbox", name: "dryRun" }), h("span", {}, say("dryRun"))),
    h("button", { class: "main" }, say("start")));
}

async function begin(event) {
  event.preventDefault();
  const given = new FormData(event.target);
  const wish = { upstream: given.get("upstream") };
  if (given.get("to")) wish.to = given.get("to");
  if (given.get("steps")) wish.steps = given.get("steps").split(",").map(Number);
  if (given.get("bake")) wish.bakeMs = Number(given.get("bake")) * 1000;
  if (given.get("then")) wish.then = given.get("then");
  if (given.get("dryRun")) wish.dryRun = true;
  document.activeElement?.blur();
  try {
    if (!wish.dryRun) {
      const to = wish.to ?? say("newGroup");
      if (!(await ask(say("startTitle"), say("startText", to, wish.upstream), say("start")))) return;
    }
    const answer = await api.start(wish);
    if (wish.dryRun) byId("deployment-plan").replaceChildren(h("pre", {}, JSON.stringify(answer, null, 2)));
    else notice(say("done"), true);
    await refresh();
  } catch (e) {
    notice(e.message);
  }
}

function history(deployments) {
  if (!deployments.length) return null;
  return h("details", { class: "card" }, h("summary", {}, say("history")), h("div", { class: "scroll" }, h("table", {}, h("tbody", {}, deployments.map(one => h("tr", {},
    h("td", {}, moment(one.startedAt)), h("td", {}, `${one.upstream}: ${one.from} → ${one.to}`),
    h("td", {}, h("span", { class: `chip ${TONES[one.state.name] ?? ""}` }, sayState(one.state.name))), h("td", {}, one.state.reason ?? ""),
    h("td", {}, h("a", { href: `api/deployments/${encodeURIComponent(one.id)}/report.html`, target: "_blank", rel: "noopener" }, say("report")))))))));
}

export function draw() {
  const body = byId("deployment-body");
  if (!known.configured) return fill(body, h("p", { class: "soft" }, say("noController")));
  const [latest, ...earlier] = known.deployments;
  if (body.querySelector("details")?.open && body.querySelector("details").contains(document.activeElement)) return;
  const open = body.querySelector("details")?.open;
  const form = running() ? null : body.querySelector("#deployment-start") ?? startForm();
  const plan = body.querySelector("#deployment-plan") ?? h("div", { id: "deployment-plan" });
  if (form && form.contains(document.activeElement)) return;
  fill(body, latest ? card(latest) : h("p", { class: "soft" }, say("noDeployments")), form, plan, history(earlier));
  if (open) body.querySelector("details").open = true;
}

/** Reads all; called at the start, after a change, and when the edge says that a deployment moved. */
export async function refresh() {
  try {
    const answer = await api.get("api/deployments");
    known = { configured: answer.upstreams.length > 0, ...answer };
  } catch (e) {
    if (e.status !== 404) throw e;
    known = { configured: false, deployments: [] };
  }
  draw();
}

/** The words change with the language: a form that is kept would keep its own. */
export function relabel() {
  byId("deployment-body").replaceChildren();
  draw();
}
