// The failover deployment: where it stands, what the guard saw, and the four things an operator may do to it.
import * as api from "./api.js";
import { ask, byId, fill, h, notice } from "./dom.js";
import { decimal, moment, number, percent, say, sayState } from "./words.js";

const RUNNING = ["preparing", "shifting", "held", "finishing"];
const DECISIONS = { "go-on": "good", "roll-back": "bad", hold: "warn" };
const TONES = { done: "good", "rolled-back": "bad", aborted: "bad", held: "warn" };
let known = []; // of each upstream that the configuration deploys

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
      h("td", {}, h("b", { class: DECISIONS[step.decision] ?? "" }, say(step.decision)), " ", step.reason, h("details", {}, h("summary", { class: "soft" }, say("numbers")),
        step.findings.map(one => h("div", { class: "soft" }, one.text)))))))));
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

function startForm(upstream) {
  const field = (word, input) => h("label", {}, h("span", {}, say(word)), input);
  const option = (value, text) => h("option", { value }, text);
  return h("form", { class: "card row", "data-upstream": upstream.upstream, onsubmit: event => begin(event, upstream) },
    h("h3", { class: "wide" }, `${say("startTitle")}: ${upstream.upstream}`),
    field("to", h("select", { name: "to" }, option("", upstream.next ?? "–"), upstream.groups.map(group => option(group.name, group.name)))),
    field("steps", h("input", { name: "steps", placeholder: "10,25,50,75,100", pattern: "\\s*\\d+(\\s*,\\s*\\d+)*\\s*" })),
    field("bake", h("input", { name: "bake", inputmode: "numeric", pattern: "\\d+", size: 5 })),
    field("then", h("select", { name: "then" }, option("", "–"), option("swap", say("swap")), option("even", say("even")))),
    h("label", { class: "inline" }, h("input", { type: "checkbox", name: "dryRun" }), h("span", {}, say("dryRun"))),
    h("button", { class: "main" }, say("start")));
}

async function begin(event, upstream) {
  event.preventDefault();
  const form = event.target;
  const given = new FormData(form);
  const wish = { upstream: upstream.upstream };
  if (given.get("to")) wish.to = given.get("to");
  if (given.get("steps")) wish.steps = given.get("steps").split(",").map(Number);
  if (given.get("bake")) wish.bakeMs = Number(given.get("bake")) * 1000;
  if (given.get("then")) wish.then = given.get("then");
  if (given.get("dryRun")) wish.dryRun = true;
  try {
    if (wish.dryRun) return form.after(h("pre", { tabindex: "0" }, JSON.stringify(await api.start(wish), null, 2)));
    const text = say("startText", wish.to ?? upstream.next ?? say("newGroup"), upstream.live ?? say("oldGroup"));
    if (!(await ask(say("startTitle"), text, say("start")))) return;
    await api.start(wish);
    document.activeElement?.blur();
    notice(say("done"), true);
    await refresh();
  } catch (e) {
    notice(e.message);
  }
}

function reports(upstream) {
  const earlier = upstream.reports.filter(id => id !== upstream.deployment?.id);
  if (!earlier.length) return null;
  return h("details", { class: "card" }, h("summary", {}, say("history")),
    h("ul", {}, earlier.map(id => h("li", {}, h("a", { href: `api/deployments/${encodeURIComponent(id)}/report.html`, target: "_blank", rel: "noopener" }, id)))));
}

function section(upstream, box) {
  const open = box?.querySelector("details")?.open ?? false;
  const running = RUNNING.includes(upstream.state);
  const form = running ? null : box?.querySelector("form") ?? startForm(upstream);
  const plan = running ? null : box?.querySelector("pre");
  const history = reports(upstream);
  if (history) history.open = open;
  const follows = upstream.leads === false ? h("p", { class: "warn" }, say("follows", upstream.leader || "–")) : null;
  return [follows, upstream.problem ? h("p", { class: "bad" }, upstream.problem) : null,
    upstream.deployment ? card(upstream.deployment) : h("p", { class: "soft" }, say("noDeployments")), form, plan, history];
}

export function draw() {
  const body = byId("deployment-body");
  if (!known.length) return fill(body, h("p", { class: "soft" }, say("noController")));
  const boxes = new Map([...body.children].map(box => [box.dataset.upstream, box]));
  if (boxes.size !== known.length || !known.every(one => boxes.has(one.upstream))) {
    body.replaceChildren(...known.map(one => h("div", { "data-upstream": one.upstream })));
    for (const box of body.children) boxes.set(box.dataset.upstream, box);
  }
  for (const upstream of known) {
    const box = boxes.get(upstream.upstream);
    fill(box, ...section(upstream, box));
  }
}

/** Reads all; called at the start, after a change, and when the edge says that a deployment moved. */
export async function refresh() {
  known = (await api.get("api/deployments")).upstreams;
  draw();
}

/** While one is under way its numbers move without an event. */
export const follow = () => (known.some(one => RUNNING.includes(one.state)) ? refresh() : Promise.resolve());

/** The words change with the language: a form that is kept would keep its own. */
export function relabel() {
  byId("deployment-body").replaceChildren();
  draw();
}
